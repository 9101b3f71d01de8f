//! Detects whether a path is on a network drive. Works only on Linux.

use std::path::Path;

/// The file systems of network drives: their locks are not reliable, or machines do not share the shared memory of their files.
const NETWORK_FILE_SYSTEMS: [&str; 14] = [
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "fuse.glusterfs",
    "fuse.sshfs",
    "gfs2",
    "lustre",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
];

/// The type of the network drive that a path is on; `None` if it is not on a network drive, or if that cannot be determined.
pub(crate) fn network_file_system(path: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let file_system = file_system(&mounts, path)?;
    NETWORK_FILE_SYSTEMS.contains(&&*file_system).then_some(file_system)
}

/// The type of the file system that an absolute path is on, by the text of `/proc/self/mountinfo`.
fn file_system(mounts: &str, path: &Path) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let (mount, rest) = line.split_once(" - ")?;
        Some((unescape(mount.split(' ').nth(4)?), rest.split(' ').next()?))
    });
    // Of several mounts on the same folder, the last one hides the others.
    let on = mounts.filter(|(folder, _)| path.starts_with(folder));
    on.max_by_key(|(folder, _)| Path::new(folder).components().count()).map(|(_, name)| name.to_owned())
}

/// Replaces octal escapes: `\040` is a blank.
fn unescape(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.get(..3).and_then(|code| u8::from_str_radix(code, 8).ok()) {
            Some(code) => {
                whole.push(char::from(code));
                whole.push_str(&part[3..]);
            }
            None => {
                whole.push('\\');
                whole.push_str(part);
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:26 / /srv/numbers rw,relatime shared:5 - nfs4 server:/export rw,vers=4.2
31 22 0:27 / /srv/numbers/local rw - xfs /dev/vdb rw
32 22 0:28 / /mnt/with\\040blank rw - cifs //server/share rw
33 22 0:29 / /home rw - ext4 /dev/vdc rw
34 22 0:30 / /home rw - 9p host rw
";

    #[test]
    fn the_innermost_and_last_mount_decides() {
        for (path, expected) in [
            ("/var/journal.db", "ext4"),
            ("/srv/numbers/journal.db", "nfs4"),
            ("/srv/numbers/local/journal.db", "xfs"),
            ("/srv/numbers2/journal.db", "ext4"),
            ("/mnt/with blank/journal.db", "cifs"),
            ("/home/me/journal.db", "9p"),
        ] {
            assert_eq!(file_system(MOUNTS, Path::new(path)).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(file_system("", Path::new("/x")), None);
        assert_eq!(network_file_system(&std::env::temp_dir()), None);
    }
}
