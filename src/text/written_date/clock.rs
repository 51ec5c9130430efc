//! The time of day behind a written date, with its zone. Not a clock of the machine.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::TimeOfDay;

use super::token::{Piece, Token};

/// Names of zones that mean one offset, and that offset in minutes.
const ZONES: &str = include_str!("zones.tsv");

static OFFSETS: LazyLock<HashMap<&'static str, i16>> = LazyLock::new(|| {
    let lines = ZONES.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(name, minutes)| Some((name, minutes.parse().ok()?))).collect()
});

/// Whether `word`, in lower case, is the name of a zone.
pub(super) fn is_zone(word: &str) -> bool {
    OFFSETS.contains_key(word)
}

/// The first time in `pieces`: `13:05`, `13:05:09`, `13h05`, `13 h`, `13.05 Uhr`, `1:05 PM`, with its zone behind:
/// `Z`, `GMT`, `CEST`, `+0200`, `GMT+2`.
pub(super) fn time_in(pieces: &[Piece<'_>]) -> Option<TimeOfDay> {
    if let Some((at, hour)) = hour_with_half(pieces) {
        let behind = &pieces[at + 2..];
        return Some(TimeOfDay { hour, minute: 0, second: 0, utc_offset_min: zone_in(behind) });
    }
    let mark = (1..pieces.len()).find(|at| pieces[*at].is_hour_mark() && small(pieces, at - 1).is_some())?;
    // `13.05 Uhr`: the mark stands behind the minutes.
    let is_behind_minutes = mark >= 2 && pieces[mark - 1].sign_before == Some('.') && is_word(&pieces[mark]);
    let (hour, minute) = match small(pieces, mark.wrapping_sub(2)).filter(|_| is_behind_minutes) {
        Some(hour) if pieces[mark - 1].num_digits() == 2 => (hour, small(pieces, mark - 1)?),
        _ => (small(pieces, mark - 1)?, small(pieces, mark + 1).unwrap_or(0)),
    };
    let has_seconds = pieces.get(mark + 2).is_some_and(|piece| {
        piece.token == Token::Colon || matches!(piece.token, Token::Word("min" | "mn" | "m"))
    });
    let second = if has_seconds { small(pieces, mark + 3).unwrap_or(0).min(59) } else { 0 };
    let behind = &pieces[mark + 1..];
    let hour = match (hour, half_in(behind)) {
        (12, Some("am")) => 0,
        (1..=11, Some("pm")) => hour + 12,
        _ => hour,
    };
    Some(TimeOfDay { hour, minute, second, utc_offset_min: zone_in(behind) })
}

/// Whether `pieces` are a time with its zone and nothing else.
pub(super) fn is_time(pieces: &[Piece<'_>]) -> bool {
    let belongs = |piece: &Piece| match piece.token {
        Token::Digits(digits) => digits.len() <= 2,
        Token::Colon | Token::Offset(_) => true,
        Token::Word(word) => {
            piece.is_hour_mark()
                || half(piece).is_some()
                || OFFSETS.contains_key(word.to_lowercase().as_str())
                || matches!(word, "min" | "mn" | "m" | "s")
        }
    };
    time_in(pieces).is_some() && pieces.iter().all(belongs)
}

fn is_word(piece: &Piece<'_>) -> bool {
    matches!(piece.token, Token::Word(_))
}

fn small(pieces: &[Piece<'_>], at: usize) -> Option<u8> {
    pieces.get(at).and_then(|piece| piece.number(2)).and_then(|number| u8::try_from(number).ok())
}

/// `9 AM`: an hour without minutes, and the place of its number.
fn hour_with_half(pieces: &[Piece<'_>]) -> Option<(usize, u8)> {
    let at = (0..pieces.len().checked_sub(1)?).find(|at| {
        small(pieces, *at).is_some_and(|hour| (1..=12).contains(&hour)) && half(&pieces[at + 1]).is_some()
    })?;
    let is_minute = at > 0 && pieces[at - 1].is_hour_mark();
    let hour = small(pieces, at).filter(|_| !is_minute)?;
    Some((at, if half(&pieces[at + 1]) == Some("pm") { hour % 12 + 12 } else { hour % 12 }))
}

fn half(piece: &Piece<'_>) -> Option<&'static str> {
    match piece.word()?.as_str() {
        "am" | "a" => Some("am"),
        "pm" | "p" => Some("pm"),
        _ => None,
    }
}

fn half_in(pieces: &[Piece<'_>]) -> Option<&'static str> {
    pieces.iter().find_map(half)
}

/// Minutes east of UTC. `GMT+2` is two hours east.
fn zone_in(pieces: &[Piece<'_>]) -> Option<i16> {
    let numeric = pieces.iter().find_map(|piece| match piece.token {
        Token::Offset(minutes) => Some(minutes),
        _ => None,
    });
    numeric.or_else(|| pieces.iter().find_map(|piece| OFFSETS.get(piece.word()?.as_str()).copied()))
}
