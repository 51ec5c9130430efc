//! What a reader has to say of one article besides the article: findings, and dates as they stand in the source.

use crate::diagnostics::Code;

/// A finding that leaves an article usable, or a date to remember with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// One clause for people; `None`: there is nothing to report.
    pub(super) message: Option<String>,
    /// A date as the source writes it, when it cannot be read or may mean several days.
    pub(super) date_as_written: Option<String>,
}

impl From<String> for Remark {
    fn from(message: String) -> Self {
        Remark { message: Some(message), date_as_written: None }
    }
}

impl From<&str> for Remark {
    fn from(message: &str) -> Self {
        message.to_string().into()
    }
}

/// Remarks in the order in which they came up.
#[derive(Debug, Default)]
pub(super) struct Remarks(Vec<(Code, Remark)>);

impl Remarks {
    /// Adds a finding.
    pub(super) fn push(&mut self, (code, message): (Code, String)) {
        self.0.push((code, message.into()));
    }

    /// Adds a date that cannot be read, with what to say of it.
    pub(super) fn push_unread_date(&mut self, written: &str, message: String) {
        let date_as_written = Some(written.to_string());
        self.0.push((Code::BadDate, Remark { message: Some(message), date_as_written }));
    }

    /// Remembers a date that was read, in the signs of the source.
    pub(super) fn push_date(&mut self, written: &str) {
        let date_as_written = Some(written.to_string());
        self.0.push((Code::BadDate, Remark { message: None, date_as_written }));
    }

    /// Takes over what `other` holds.
    pub(super) fn append(&mut self, other: &mut Remarks) {
        self.0.append(&mut other.0);
    }

    /// Takes over the dates of `other` that were read, and forgets the rest.
    pub(super) fn append_dates(&mut self, other: Remarks) {
        self.0.extend(other.0.into_iter().filter(|(_, remark)| remark.message.is_none()));
    }
}

impl std::ops::Deref for Remarks {
    type Target = [(Code, Remark)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl IntoIterator for Remarks {
    type Item = (Code, Remark);
    type IntoIter = std::vec::IntoIter<(Code, Remark)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
