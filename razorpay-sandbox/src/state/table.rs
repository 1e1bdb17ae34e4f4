//! A table of rows by id, with an index by age. Rows are shared, so that a copy of the whole table is cheap.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// What has an id and an age.
pub(crate) trait Row {
    fn id(&self) -> &str;
    fn created_at(&self) -> i64;
}

#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    rows: HashMap<Arc<str>, Arc<T>>,
    by_age: BTreeSet<(i64, Arc<str>)>,
}

/// Which rows a list wants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) count: usize,
    pub(crate) skip: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: HashMap::new(), by_age: BTreeSet::new() }
    }
}

impl<T: Row + Clone> Table<T> {
    pub(crate) fn insert(&mut self, row: T) {
        let id: Arc<str> = row.id().into();
        self.by_age.insert((row.created_at(), Arc::clone(&id)));
        self.rows.insert(id, Arc::new(row));
    }

    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.rows.get(id).map(Arc::as_ref)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.rows.get_mut(id).map(Arc::make_mut)
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.rows.contains_key(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Forgets the oldest rows beyond a number, those only that may go.
    pub(crate) fn keep_newest(&mut self, most: usize, may_go: impl Fn(&T) -> bool) {
        while self.len() > most {
            let Some(oldest) = self.by_age.iter().find(|(_, id)| self.get(id).is_none_or(&may_go)).cloned() else { return };
            self.by_age.remove(&oldest);
            self.rows.remove(&oldest.1);
        }
    }

    /// Every row, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.by_age.iter().filter_map(|(_, id)| self.get(id))
    }

    /// A page of the rows that pass, newest first.
    pub(crate) fn page(&self, page: Page, passes: impl Fn(&T) -> bool) -> Vec<&T> {
        let young_enough = self.by_age.iter().rev().skip_while(|(created_at, _)| *created_at > page.to);
        let in_time = young_enough.take_while(|(created_at, _)| *created_at >= page.from).filter_map(|(_, id)| self.get(id));
        in_time.filter(|row| passes(row)).skip(page.skip).take(page.count).collect()
    }
}

impl<T: Row + Clone + Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Row + Clone + Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        for row in Vec::<T>::deserialize(deserializer)? {
            table.insert(row);
        }
        Ok(table)
    }
}
