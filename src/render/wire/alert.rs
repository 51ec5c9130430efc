//! The shapes of alerts: a delivered article, and the list of alerts.

use serde::Serialize;

use super::search::HitLine;
use super::{ALERT_SCHEMA, ALERTS_SCHEMA};
use crate::alert::{Alert, Delivery, Entry, Standing};
use crate::render::Offsets;

/// One article that an alert delivers, as a line.
#[derive(Debug, Serialize)]
pub struct AlertLine<'a> {
    schema: &'static str,
    delivery: &'a str,
    alert: &'a str,
    kind: &'static str,
    archive: &'a str,
    generation: u64,
    #[serde(flatten)]
    hit: HitLine<'a>,
}

impl<'a> AlertLine<'a> {
    /// The line for `entry` of `delivery`.
    pub fn new(entry: &'a Entry, delivery: &'a Delivery<'_>) -> Self {
        AlertLine {
            schema: ALERT_SCHEMA,
            delivery: &entry.delivery,
            alert: &delivery.alert.name,
            kind: entry.kind.as_str(),
            archive: delivery.archive,
            generation: delivery.generation,
            hit: HitLine::new(&entry.hit, &Offsets::Bytes),
        }
    }
}

/// The alerts of an archive: `alert list --json`.
#[derive(Debug, Serialize)]
pub struct AlertList<'a> {
    schema: &'static str,
    archive: &'a str,
    alerts: Vec<AlertShape<'a>>,
}

#[derive(Debug, Serialize)]
struct AlertShape<'a> {
    name: &'a str,
    query: &'a str,
    destinations: Vec<DestinationShape>,
    updates: bool,
    max_age_days: Option<u32>,
    passages: usize,
    delivered_at: Option<String>,
    delivered: u64,
    pending: bool,
    paused: bool,
}

#[derive(Debug, Serialize)]
struct DestinationShape {
    kind: &'static str,
    to: String,
    failure: Option<String>,
    failing_since: Option<String>,
}

impl<'a> AlertList<'a> {
    /// The shape of `alerts`, each with how it stands and whether it rests.
    pub fn new(archive: &'a str, alerts: impl IntoIterator<Item = (&'a Alert, &'a Standing, bool)>) -> Self {
        let shape = |(alert, standing, paused): (&'a Alert, &Standing, bool)| AlertShape {
            name: &alert.name,
            query: &alert.query,
            destinations: alert
                .destinations
                .iter()
                .map(|destination| {
                    let failing = standing.failing.iter().find(|(failing, ..)| failing == destination);
                    DestinationShape {
                        kind: destination.kind(),
                        to: destination.target(),
                        failure: failing.map(|(_, reason, _)| reason.clone()),
                        failing_since: failing.map(|(.., since)| since.to_string()),
                    }
                })
                .collect(),
            updates: alert.updates,
            max_age_days: alert.max_age_days,
            passages: alert.num_passages,
            delivered_at: standing.delivered_at.map(|time| time.to_string()),
            delivered: standing.num_delivered,
            pending: standing.is_behind,
            paused,
        };
        AlertList { schema: ALERTS_SCHEMA, archive, alerts: alerts.into_iter().map(shape).collect() }
    }
}
