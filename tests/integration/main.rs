//! Integration tests of the whole program.

#![cfg(test)]

mod architecture;
mod cluster;
mod docs;
mod inspecjs;
mod proxy;
