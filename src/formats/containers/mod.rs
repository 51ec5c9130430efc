//! Files that hold other files: archives, and records of the web. What is in them is read by the readers of its own
//! format.

mod http;
mod tar;
mod tar_header;
mod warc;
mod warc_record;
mod zip;
mod zip_names;

pub(super) use tar::Tar;
pub(super) use warc::Warc;
pub(super) use zip::Zip;
