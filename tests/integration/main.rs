//! Integration tests of the whole program.

#![cfg(test)]

mod cluster;
mod proxy;
