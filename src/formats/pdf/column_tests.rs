//! Pages as they are laid out in newspapers, drawn as rows of words: what is read in which order.

use super::*;
use crate::formats::pdf::content::Glyph;
use crate::formats::pdf::word::words_of;

/// Draws text 10 high, letters 5 wide, at a place.
fn draw(glyphs: &mut Vec<Glyph>, text: &str, x: f32, y: f32, size: f32) {
    for (at, letter) in (0_u16..).zip(text.chars()) {
        let x0 = x + f32::from(at) * size * 0.5;
        let text = letter.to_string().into();
        glyphs.push(Glyph { text, x0, x1: x0 + size * 0.5, y, size, is_bold: false, turns: 0 });
    }
}

/// Draws the lines of columns row by row, as many programs do.
fn draw_columns(glyphs: &mut Vec<Glyph>, columns: &[(f32, &[&str])], top: f32) {
    let num_rows = columns.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    for row in 0..num_rows {
        for (x, lines) in columns {
            if let Some(line) = lines.get(row) {
                draw(glyphs, line, *x, top - 12.0 * row as f32, 10.0);
            }
        }
    }
}

fn read(glyphs: &[Glyph]) -> Vec<String> {
    let text =
        |rows: Vec<Row>| rows.iter().flatten().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    blocks_of(words_of(glyphs)).into_iter().map(text).collect()
}

const ONE: &[&str] =
    &["les armes se taisent", "depuis ce matin dans", "toute la vallee dit", "un habitant du lieu"];
const TWO: &[&str] =
    &["le marche rouvre ses", "portes et les enfants", "retournent en classe", "des demain matin tot"];
const THREE: &[&str] =
    &["une delegation vient", "parler de la suite a", "donner aux accords de", "paix signes en avril"];

#[test]
fn columns_are_read_one_after_the_other() {
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, ONE), (170.0, TWO)], 700.0);
    assert_eq!(read(&glyphs), [ONE.join(" "), TWO.join(" ")]);
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, ONE), (170.0, TWO), (290.0, THREE)], 700.0);
    assert_eq!(read(&glyphs), [ONE.join(" "), TWO.join(" "), THREE.join(" ")]);
}

#[test]
fn a_headline_stands_over_its_columns() {
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, ONE), (170.0, TWO), (290.0, THREE)], 700.0);
    draw(&mut glyphs, "la treve tient dans la vallee", 60.0, 730.0, 20.0);
    assert_eq!(read(&glyphs)[0], "la treve tient dans la vallee");
    assert_eq!(read(&glyphs)[1..], [ONE.join(" "), TWO.join(" "), THREE.join(" ")]);
}

#[test]
fn a_headline_over_two_of_three_columns_is_read_with_them() {
    let mut glyphs = Vec::new();
    draw(&mut glyphs, "la treve tient encore", 50.0, 730.0, 20.0);
    draw_columns(&mut glyphs, &[(50.0, ONE), (170.0, TWO)], 700.0);
    // The third column belongs to another article and begins higher.
    draw_columns(
        &mut glyphs,
        &[(290.0, &["meteo du jour a venir", "soleil le matin puis", "de la pluie sur tout"]), (290.0, &[])],
        730.0,
    );
    let found = read(&glyphs);
    assert_eq!(found[0], "la treve tient encore");
    assert_eq!(found[1..3], [ONE.join(" "), TWO.join(" ")]);
    assert!(found[3].starts_with("meteo du jour"), "{found:?}");
}

#[test]
fn a_text_that_ends_early_in_its_last_column_is_still_two_columns() {
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, ONE), (170.0, &TWO[..2])], 700.0);
    assert_eq!(read(&glyphs), [ONE.join(" "), TWO[..2].join(" ")]);
}

#[test]
fn lists_and_tables_are_read_row_by_row() {
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, &["1.", "2.", "3.", "4."]), (80.0, ONE)], 700.0);
    assert!(read(&glyphs)[0].starts_with("1. les armes se taisent 2. depuis"), "{:?}", read(&glyphs));
}

#[test]
fn wide_spaces_of_a_justified_text_part_no_columns() {
    let mut glyphs = Vec::new();
    for (row, words) in (0_u8..).zip([
        ["peut-etre,", "repond", "le"],
        ["sous-prefet,", "parle", "a"],
        ["communautes", "inquietes", "et"],
        ["entreprises", "repond", "le"],
    ]) {
        for (word, x) in words.iter().zip([50.0, 125.0, 195.0]) {
            draw(&mut glyphs, word, x, 700.0 - 12.0 * f32::from(row), 10.0);
        }
    }
    assert_eq!(read(&glyphs).len(), 1, "{:?}", read(&glyphs));
}

#[test]
fn base_lines_need_not_agree() {
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, ONE)], 700.0);
    draw_columns(&mut glyphs, &[(170.0, TWO)], 695.0);
    assert_eq!(read(&glyphs), [ONE.join(" "), TWO.join(" ")]);
}

#[test]
fn two_stories_one_above_the_other_are_not_mixed() {
    let mut glyphs = Vec::new();
    draw_columns(&mut glyphs, &[(50.0, ONE), (170.0, TWO)], 700.0);
    draw(&mut glyphs, "seisme au large de la cote", 50.0, 630.0, 20.0);
    draw_columns(&mut glyphs, &[(50.0, THREE), (170.0, ONE)], 600.0);
    assert_eq!(
        read(&glyphs),
        [&ONE.join(" "), &TWO.join(" "), "seisme au large de la cote", &THREE.join(" "), &ONE.join(" ")]
    );
}
