//! A view that is made only when it is drawn.
//!
//! Before it draws a page, Leptos walks over all of it on the server to find resources that it must wait for, and throws away what it has
//! made on the way. What stands behind a resource and reads no other one needs no such walk, and to make it costs as much as to draw it.

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

/// What makes the view.
struct Drawn(Box<dyn FnOnce() -> AnyView + Send>);

/// A view to be made when it is drawn. It must not read a resource but in a `<Transition>` or `<Suspense>` of its own.
pub(super) fn drawn_once(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    Drawn(Box::new(view)).into_any()
}

impl Render for Drawn {
    type State = AnyViewState;

    fn build(self) -> Self::State {
        (self.0)().build()
    }

    fn rebuild(self, state: &mut Self::State) {
        (self.0)().rebuild(state);
    }
}

impl AddAnyAttr for Drawn {
    type Output<A: Attribute> = <AnyView as AddAnyAttr>::Output<A>;

    fn add_any_attr<A: Attribute>(self, attribute: A) -> Self::Output<A>
    where
        Self::Output<A>: RenderHtml,
    {
        (self.0)().add_any_attr(attribute)
    }
}

impl RenderHtml for Drawn {
    type AsyncOutput = AnyView;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self::AsyncOutput {
        (self.0)().resolve().await
    }

    fn to_html_with_buf(self, buf: &mut String, position: &mut Position, escape: bool, mark_branches: bool, extra_attrs: Vec<AnyAttribute>) {
        (self.0)().to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        (self.0)().to_html_async_with_buf::<OUT_OF_ORDER>(buf, position, escape, mark_branches, extra_attrs);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        (self.0)().hydrate::<FROM_SERVER>(cursor, position)
    }

    async fn hydrate_async(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        (self.0)().hydrate_async(cursor, position).await
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}
