//! Views that are drawn no oftener than they must.
//!
//! Before it draws a page, Leptos walks over all of it on the server to find resources that it must wait for, and throws away what it has
//! made on the way. What stands behind a resource and reads no other one needs no such walk, and to make it costs as much as to draw it.
//! What is drawn from its data and nothing else need not even be drawn twice for the same data.

use leptos::{
    attr::{Attribute, any_attribute::AnyAttribute},
    prelude::*,
    tachys::{
        hydration::Cursor,
        ssr::StreamBuilder,
        view::{
            Position, PositionState,
            add_attr::AddAnyAttr,
            any_view::{AnyView, AnyViewState},
        },
    },
};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// A view to be made when it is drawn. It must not read a resource but in a `<Transition>` or `<Suspense>` of its own.
pub(super) fn drawn_once(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    // One type for all of them: each of its own would have all that a view can do compiled for itself.
    Drawn(Box::new(view) as Box<dyn FnOnce() -> AnyView + Send>).into_any()
}

/// A view of one element that depends on `data` and on nothing else, as long as it is on the server: there, what was drawn for the same data
/// is written again.
pub(crate) fn drawn_alike<D: Clone + Eq + Hash + Send + 'static>(shelf: &'static Shelf<D>, data: D, view: fn(D) -> AnyView) -> AnyView {
    Drawn(Alike { shelf, data, view }).into_any()
}

/// What was drawn, by what it was drawn from.
pub(crate) type Shelf<D> = LazyLock<Mutex<HashMap<D, Arc<str>>>>;

/// Views on one shelf; when it is full it is cleared, and what is asked for often is soon back.
const SHELF_MAX: usize = 2_000;

/// What makes a view.
trait Source: Send + 'static {
    fn view(self) -> AnyView;

    /// Its HTML where that is at hand, else the view to draw.
    fn at_hand(self) -> Result<Arc<str>, AnyView>
    where
        Self: Sized,
    {
        Err(self.view())
    }
}

impl Source for Box<dyn FnOnce() -> AnyView + Send> {
    fn view(self) -> AnyView {
        self()
    }
}

struct Alike<D: 'static> {
    shelf: &'static Shelf<D>,
    data: D,
    view: fn(D) -> AnyView,
}

impl<D: Clone + Eq + Hash + Send + 'static> Source for Alike<D> {
    fn view(self) -> AnyView {
        (self.view)(self.data)
    }

    fn at_hand(self) -> Result<Arc<str>, AnyView> {
        let kept = || self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().get(&self.data).cloned();
        Ok(known.unwrap_or_else(|| {
            let html: Arc<str> = (self.view)(self.data.clone()).to_html().into();
            let mut kept = kept();
            if kept.len() >= SHELF_MAX {
                kept.clear();
            }
            kept.insert(self.data, html.clone());
            html
        }))
    }
}

/// A view that is not made before it is needed.
struct Drawn<S>(S);

impl<S: Source> Drawn<S> {
    /// As [`Source::at_hand`], unless the HTML is to be another than usual.
    fn at_hand(self, mark_branches: bool, extra_attrs: &[AnyAttribute]) -> Result<Arc<str>, AnyView> {
        if mark_branches || !extra_attrs.is_empty() { Err(self.0.view()) } else { self.0.at_hand() }
    }
}

impl<S: Source> Render for Drawn<S> {
    type State = AnyViewState;

    fn build(self) -> Self::State {
        self.0.view().build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.view().rebuild(state);
    }
}

impl<S: Source> AddAnyAttr for Drawn<S> {
    type Output<A: Attribute> = <AnyView as AddAnyAttr>::Output<A>;

    fn add_any_attr<A: Attribute>(self, attribute: A) -> Self::Output<A>
    where
        Self::Output<A>: RenderHtml,
    {
        self.0.view().add_any_attr(attribute)
    }
}

impl<S: Source> RenderHtml for Drawn<S> {
    type AsyncOutput = AnyView;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        self.0.view().resolve().await
    }

    fn to_html_with_buf(self, buf: &mut String, position: &mut Position, escape: bool, mark_branches: bool, extra_attrs: Vec<AnyAttribute>) {
        match self.at_hand(mark_branches, &extra_attrs) {
            Ok(html) => {
                buf.push_str(&html);
                *position = Position::NextChild;
            }
            Err(view) => view.to_html_with_buf(buf, position, escape, mark_branches, extra_attrs),
        }
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        match self.at_hand(mark_branches, &extra_attrs) {
            Ok(html) => {
                buf.push_sync(&html);
                *position = Position::NextChild;
            }
            Err(view) => view.to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs),
        }
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.view().hydrate::<FROM_SERVER>(cursor, position)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        self.0.view().hydrate_async(cursor, position).await
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    static SHELF: Shelf<String> = LazyLock::new(Mutex::default);
    static DRAWN: AtomicU32 = AtomicU32::new(0);

    fn name(text: String) -> AnyView {
        DRAWN.fetch_add(1, Ordering::SeqCst);
        view! { <b class="name">{text.clone()} " & " {text}</b> }.into_any()
    }

    fn page(name: impl Fn(&str) -> AnyView) -> String {
        view! { <p>"Before " {name("Asha")} " after " {name("<i>")} {name("Asha")}</p> }.to_html()
    }

    #[test]
    fn what_is_alike_is_drawn_once_and_reads_the_same() {
        let plain = page(|text| name(text.to_owned()));
        let drawn = || DRAWN.load(Ordering::SeqCst);
        let before = drawn();
        let first = page(|text| drawn_alike(&SHELF, text.to_owned(), name));
        assert_eq!((first.as_str(), drawn() - before), (plain.as_str(), 2));
        assert_eq!((page(|text| drawn_alike(&SHELF, text.to_owned(), name)), drawn() - before), (plain, 2));
    }
}
