//! A stand-in for GitHub's API: a list of comments, whose requests are kept.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// One request.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// `GET /path?query`.
    pub(super) line: String,
    pub(super) authorization: String,
    pub(super) body: Value,
}

/// What it has and what it was asked. It serves until the test ends.
pub(super) struct StandIn {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl StandIn {
    /// Has `comments`; each request for which `refuse` gives a status is refused with it.
    pub(super) fn new(comments: Vec<Value>, refuse: fn(&str) -> Option<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &comments, refuse, &kept);
            }
        });
        Self { address, asked }
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The request lines, without the query of pages.
    pub(super) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

fn serve(stream: TcpStream, comments: &[Value], refuse: fn(&str) -> Option<u16>, kept: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(asked) = read(&mut reader) {
        let line = asked.line.clone();
        kept.lock().unwrap().push(asked);
        let (status, body) = match refuse(&line) {
            Some(status) => (status, json!({"message": "Resource not accessible by integration"})),
            None => (200, answer(&line, comments)),
        };
        let body = body.to_string();
        let head =
            format!("HTTP/1.1 {status} X\r\nLocation: http://192.0.2.1/\r\nContent-Length: {}\r\n\r\n", body.len());
        if (&stream).write_all((head + &body).as_bytes()).is_err() {
            return;
        }
    }
}

fn answer(line: &str, comments: &[Value]) -> Value {
    let Some((_, page)) = line.split_once("&page=") else { return json!({"id": 1, "login": "owner"}) };
    let page: usize = page.parse().unwrap();
    comments.chunks(100).nth(page - 1).map_or_else(|| json!([]), |chunk| json!(chunk))
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let (mut authorization, mut length) = (String::new(), 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        match header.trim_end().split_once(": ") {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => authorization = value.to_owned(),
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().unwrap(),
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    Some(Asked { line, authorization, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
}
