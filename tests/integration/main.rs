//! Integration tests of the whole program.

#![cfg(test)]

mod architecture;
mod baseline;
mod cluster;
mod docs;
mod hostile;
mod inspecjs;
mod proxy;
mod seed_baseline;
