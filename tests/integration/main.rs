//! Integration tests of the whole program.

#![cfg(test)]

mod architecture;
mod baseline;
mod cluster;
mod docs;
mod inspecjs;
mod proxy;
mod scan;
mod seed_baseline;
