//! How an article is named in runs and judgments. Not which name: that is the source's own id, else the archive's.

use std::borrow::Cow;

/// `name` as a run can hold it: white space becomes `_`, for the format has no way to quote it.
///
/// Names are compared in this form, so that judgments may be written with the id that the source gave.
pub fn run_name(name: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_whitespace() || c.is_control();
    if name.contains(breaks) { Cow::Owned(name.replace(breaks, "_")) } else { Cow::Borrowed(name) }
}
