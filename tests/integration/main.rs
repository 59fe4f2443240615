//! Integration tests of the whole program.

#![cfg(test)]

mod access;
mod access_faults;
mod architecture;
mod baseline;
mod cluster;
mod compat;
mod configuration;
mod coverage;
mod docs;
mod doctor;
mod exec_transport;
mod exports;
mod gate;
mod generate;
mod github;
mod hostile;
mod image;
mod inspecjs;
mod jenkins;
mod migrate;
mod oracle;
mod platforms;
mod profile;
mod proxy;
mod report_html;
mod reports;
mod scan;
mod seed_baseline;
mod shell;
