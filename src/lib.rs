//! Nukkad, a marketplace for local experiences.
//!
//! This crate compiles twice: with `ssr` into the server, with `hydrate` into the browser's WebAssembly.
//! The README has the map; imports between the modules point one way, and `tests/house.rs` holds them to it.
#![recursion_limit = "512"]

mod api;
mod app;
pub mod domain;
pub mod error;

#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod entity;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod web;

#[cfg(feature = "hydrate")]
mod hydrate;
