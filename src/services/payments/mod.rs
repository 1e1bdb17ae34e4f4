//! Money that leaves or enters the house: what the provider can do, the client that asks it, and how its words are verified.

pub mod provider;
