//! Files that hold other files: archives, and records of the web. What is in them is read by the readers of its own
//! format.

mod tar;
mod tar_header;
mod zip;
mod zip_names;

pub(super) use tar::Tar;
pub(super) use zip::Zip;
