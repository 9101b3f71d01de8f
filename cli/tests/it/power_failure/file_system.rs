//! A file system as a power failure may leave it: it keeps what was synced, and any part of the rest.
//!
//! The model is that of POSIX, which promises less than usual file systems do. A file's contents are durable after a sync of the file, and its name
//! after a sync of its folder. Of what was written since then, each sector may be lost, and a new length may be durable without the contents, which
//! are then zeros. The changes of one folder become durable in their order.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::system_calls::SystemCall;

/// A random number generator (SplitMix64) that is reproducible by its seed.
#[derive(Clone, Debug)]
pub struct SplitMix64(pub u64);

impl SplitMix64 {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}

/// What happens to the changes that were not synced.
#[derive(Clone, Debug)]
pub enum Loss {
    Nothing,
    Everything,
    /// Only new names and removals.
    Names,
    /// Only contents.
    Contents,
    /// Any of them, by sectors of this size.
    Random {
        random: SplitMix64,
        sector: usize,
    },
}

/// A change, a part of a file's contents or an entry of a folder, with the lines of the trace at which its system call began and ended.
#[derive(Debug)]
struct Timed<T> {
    change: T,
    began: usize,
    ended: usize,
}

#[derive(Debug)]
enum Contents {
    Write { offset: usize, data: Vec<u8> },
    Length(usize),
}

#[derive(Debug)]
enum Names {
    Add { name: String, node: usize },
    Remove { name: String },
    Rename { from: String, to: String },
}

#[derive(Debug)]
enum Changes {
    File(Vec<Timed<Contents>>),
    Folder(Vec<Timed<Names>>),
}

/// A file or folder.
#[derive(Debug)]
struct Node {
    /// Its first path.
    path: PathBuf,
    changes: Changes,
    syncs: Vec<Timed<()>>,
}

#[derive(Debug)]
struct OpenFile {
    node: usize,
    appends: bool,
    position: usize,
}

/// The files below a folder, with every change of them.
#[derive(Debug)]
pub struct FileSystem {
    nodes: Vec<Node>,
    /// The nodes that have a path now.
    paths: BTreeMap<PathBuf, usize>,
    open: HashMap<i64, OpenFile>,
}

impl FileSystem {
    /// A folder, which is empty.
    pub fn new(root: &Path) -> Self {
        let folder = Node { path: root.to_owned(), changes: Changes::Folder(Vec::new()), syncs: Vec::new() };
        Self { nodes: vec![folder], paths: [(root.to_owned(), 0)].into(), open: HashMap::new() }
    }

    /// Records what a process did, which has ended by now.
    pub fn record(&mut self, calls: &[SystemCall]) {
        self.open.clear();
        calls.iter().filter(|call| !call.has_failed()).for_each(|call| self.record_call(call));
    }

    fn record_call(&mut self, call: &SystemCall) {
        let paths: Vec<_> =
            call.texts.iter().map(|text| PathBuf::from(String::from_utf8_lossy(text).as_ref())).collect();
        let is_here = |path: &PathBuf| path.starts_with(&self.nodes[0].path);
        match &*call.name {
            "open" | "openat" | "creat" if is_here(&paths[0]) => self.open(call, &paths[0]),
            "mkdir" | "mkdirat" if is_here(&paths[0]) => {
                self.add(call, &paths[0], Changes::Folder(Vec::new()));
            }
            "unlink" | "unlinkat" | "rmdir" if is_here(&paths[0]) => self.remove(call, &paths[0]),
            "rename" | "renameat" | "renameat2" if is_here(&paths[0]) => self.rename(call, &paths[0], &paths[1]),
            "link" | "linkat" if is_here(&paths[0]) => {
                let node = self.paths[&paths[0]];
                self.change_folder(call, &paths[1], |name| Names::Add { name, node });
                self.paths.insert(paths[1].clone(), node);
            }
            "truncate" | "symlink" | "symlinkat" => assert!(!paths.iter().any(is_here), "{call:?}"),
            "open" | "openat" | "creat" | "mkdir" | "mkdirat" | "unlink" | "unlinkat" | "rmdir" | "rename"
            | "renameat" | "renameat2" | "link" | "linkat" => {}
            "sync" => panic!("{call:?}"),
            _ => self.record_call_of_file(call),
        }
    }

    fn record_call_of_file(&mut self, call: &SystemCall) {
        let descriptor = call.number(0);
        let Some(OpenFile { node, appends, position }) = self.open.get_mut(&descriptor) else { return };
        let (id, data) = (*node, call.texts.concat());
        let node = &mut self.nodes[id];
        let contents = match &*call.name {
            "close" => {
                self.open.remove(&descriptor);
                return;
            }
            "lseek" => {
                *position = usize::try_from(call.result.unwrap_or(0)).unwrap();
                return;
            }
            "fsync" | "fdatasync" => {
                node.syncs.push(Timed { change: (), began: call.began, ended: call.ended });
                return;
            }
            "write" | "writev" => {
                let offset = if *appends { node.length() } else { *position };
                *position = offset + data.len();
                Contents::Write { offset, data }
            }
            "pwrite64" => Contents::Write { offset: usize::try_from(call.last_number()).unwrap(), data },
            "ftruncate" => Contents::Length(usize::try_from(call.last_number()).unwrap()),
            _ => panic!("the model does not have {call:?}"),
        };
        let Changes::File(changes) = &mut node.changes else { panic!("{call:?}") };
        changes.push(Timed { change: contents, began: call.began, ended: call.ended });
    }

    fn open(&mut self, call: &SystemCall, path: &Path) {
        let Some(descriptor) = call.result else { return };
        let node = match self.paths.get(path) {
            Some(node) => *node,
            None => self.add(call, path, Changes::File(Vec::new())),
        };
        if call.has_flag("O_TRUNC") && self.nodes[node].length() > 0 {
            let Changes::File(changes) = &mut self.nodes[node].changes else { panic!("{call:?}") };
            changes.push(Timed { change: Contents::Length(0), began: call.began, ended: call.ended });
        }
        self.open.insert(descriptor, OpenFile { node, appends: call.has_flag("O_APPEND"), position: 0 });
    }

    /// Adds a node at a path; returns it.
    fn add(&mut self, call: &SystemCall, path: &Path, changes: Changes) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node { path: path.to_owned(), changes, syncs: Vec::new() });
        self.change_folder(call, path, |name| Names::Add { name, node });
        self.paths.insert(path.to_owned(), node);
        node
    }

    fn remove(&mut self, call: &SystemCall, path: &Path) {
        self.change_folder(call, path, |name| Names::Remove { name });
        self.paths.remove(path);
    }

    fn rename(&mut self, call: &SystemCall, from: &Path, to: &Path) {
        assert_eq!(from.parent(), to.parent(), "the model has no move to another folder");
        let node = self.paths.remove(from).unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        self.change_folder(call, to, |_| Names::Rename { from: name(from), to: name(to) });
        self.paths.insert(to.to_owned(), node);
    }

    /// Records a change of the folder of a path.
    fn change_folder(&mut self, call: &SystemCall, path: &Path, change: impl FnOnce(String) -> Names) {
        let folder =
            self.paths.get(path.parent().unwrap()).unwrap_or_else(|| panic!("the folder of {}", path.display()));
        let Changes::Folder(changes) = &mut self.nodes[*folder].changes else { panic!("{call:?}") };
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        changes.push(Timed { change: change(name), began: call.began, ended: call.ended });
    }

    /// The lines of the trace at which something changes or is durable from then on, sorted.
    pub fn lines(&self) -> Vec<usize> {
        let mut lines: Vec<usize> =
            self.nodes.iter().flat_map(Node::lines).filter(|line| *line != usize::MAX).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// Writes the files as they may be if the power fails at a line of the trace, before it. Syncs of paths for which `is_ignored` is true did nothing.
    pub fn write_at(&self, line: usize, loss: &mut Loss, is_ignored: impl Fn(&Path, bool) -> bool) {
        let syncs = |node: &Node| {
            let is_folder = matches!(node.changes, Changes::Folder(_));
            if is_ignored(&node.path, is_folder) { 0 } else { node.syncs.len() }
        };
        let root = &self.nodes[0].path;
        std::fs::create_dir_all(root).unwrap();
        for entry in std::fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { std::fs::remove_file(path).unwrap() }
        }
        let mut folders = vec![(0, root.clone())];
        while let Some((folder, path)) = folders.pop() {
            let node = &self.nodes[folder];
            for (name, child) in node.names_at(line, loss, syncs(node)) {
                let (path, node) = (path.join(name), &self.nodes[child]);
                match &node.changes {
                    Changes::File(_) => std::fs::write(path, node.contents_at(line, loss, syncs(node))).unwrap(),
                    Changes::Folder(_) => {
                        std::fs::create_dir(&path).unwrap();
                        folders.push((child, path));
                    }
                }
            }
        }
    }
}

impl Node {
    fn lines(&self) -> Vec<usize> {
        let changes: Vec<_> = match &self.changes {
            Changes::File(changes) => changes.iter().map(|change| change.began).collect(),
            Changes::Folder(changes) => changes.iter().map(|change| change.began).collect(),
        };
        // Just before a sync ends, it guarantees nothing.
        changes.into_iter().map(|line| line + 1).chain(self.syncs.iter().map(|sync| sync.ended)).collect()
    }

    /// The length of the file now.
    fn length(&self) -> usize {
        let Changes::File(changes) = &self.changes else { return 0 };
        changes.iter().fold(0, |length, change| match &change.change {
            Contents::Write { offset, data } => length.max(offset + data.len()),
            Contents::Length(length) => *length,
        })
    }

    /// Changes that ended before this line are durable.
    fn durable_until(&self, line: usize, syncs: usize) -> usize {
        self.syncs[..syncs].iter().filter(|sync| sync.ended < line).map(|sync| sync.began).max().unwrap_or(0)
    }

    fn contents_at(&self, line: usize, loss: &mut Loss, syncs: usize) -> Vec<u8> {
        let (mut contents, durable) = (Vec::new(), self.durable_until(line, syncs));
        let Changes::File(changes) = &self.changes else { return contents };
        for change in changes.iter().filter(|change| change.began < line) {
            match (&change.change, loss.keeps_contents(change.ended < durable)) {
                (Contents::Write { offset, data }, Kept::Whole) => write(&mut contents, *offset, data),
                (Contents::Write { offset, data }, Kept::Sectors { random, sector }) => {
                    write_sectors(&mut contents, *offset, data, (random, sector));
                }
                (Contents::Length(length), Kept::Whole) => contents.resize(*length, 0),
                (Contents::Length(length), Kept::Sectors { random, .. }) => {
                    if random.below(2) == 0 {
                        contents.resize(*length, 0);
                    }
                }
                (_, Kept::Nothing) => {}
            }
        }
        contents
    }

    fn names_at(&self, line: usize, loss: &mut Loss, syncs: usize) -> BTreeMap<&str, usize> {
        let (mut names, durable) = (BTreeMap::new(), self.durable_until(line, syncs));
        let Changes::Folder(changes) = &self.changes else { return names };
        let mut is_lost = false;
        for change in changes.iter().filter(|change| change.began < line) {
            let is_durable = change.ended < durable;
            is_lost = is_lost || !loss.keeps_name(is_durable);
            if is_lost && !is_durable {
                continue;
            }
            match &change.change {
                Names::Add { name, node } => {
                    names.insert(&**name, *node);
                }
                Names::Remove { name } => {
                    names.remove(&**name);
                }
                Names::Rename { from, to } => {
                    let node = names.remove(&**from).unwrap();
                    names.insert(to, node);
                }
            }
        }
        names
    }
}

/// What is kept of a change of contents.
enum Kept<'r> {
    Whole,
    Nothing,
    Sectors { random: &'r mut SplitMix64, sector: usize },
}

impl Loss {
    fn keeps_contents(&mut self, is_durable: bool) -> Kept<'_> {
        match self {
            _ if is_durable => Kept::Whole,
            Self::Nothing | Self::Names => Kept::Whole,
            Self::Everything | Self::Contents => Kept::Nothing,
            Self::Random { random, sector } => match random.below(4) {
                0 => Kept::Whole,
                1 => Kept::Nothing,
                _ => Kept::Sectors { random, sector: *sector },
            },
        }
    }

    fn keeps_name(&mut self, is_durable: bool) -> bool {
        match self {
            _ if is_durable => true,
            Self::Nothing | Self::Contents => true,
            Self::Everything | Self::Names => false,
            Self::Random { random, .. } => random.below(4) > 0,
        }
    }
}

fn write(contents: &mut Vec<u8>, offset: usize, data: &[u8]) {
    contents.resize(contents.len().max(offset + data.len()), 0);
    contents[offset..offset + data.len()].copy_from_slice(data);
}

/// Writes some sectors; the length may be durable without them.
fn write_sectors(contents: &mut Vec<u8>, offset: usize, data: &[u8], (random, sector): (&mut SplitMix64, usize)) {
    let end = offset + data.len();
    let mut at = offset;
    while at < end {
        let next = ((at / sector + 1) * sector).min(end);
        if random.below(2) == 0 {
            write(contents, at, &data[at - offset..next - offset]);
        }
        at = next;
    }
    if random.below(2) == 0 {
        contents.resize(contents.len().max(end), 0);
    }
}
