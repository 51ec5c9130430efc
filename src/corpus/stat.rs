//! Size, times and identity of a file: what tells a change without reading it.

/// What the file system says of a file without opening it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileStat {
    /// Size in bytes.
    pub num_bytes: u64,
    /// Last change of the content, in nanoseconds since 1970.
    pub mtime_ns: i64,
    /// Last change of content or attributes, in nanoseconds since 1970.
    pub ctime_ns: i64,
    /// Number of the file on its device.
    pub inode: u64,
    /// The device it is on. It may change from mount to mount and says nothing about the content.
    pub device: u64,
}
