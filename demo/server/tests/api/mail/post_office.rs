//! A mail server on this machine: it speaks as much of SMTP (RFC 5321) as a client needs, keeps what it gets and
//! answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mail_parser::MessageParser;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// An email as another program reads it.
#[derive(Clone, Debug)]
pub(super) struct Email {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) id: String,
    pub(super) stop: String,
    pub(super) one_click: String,
    pub(super) lang: String,
}

#[derive(Clone)]
pub(super) struct PostOffice {
    pub(super) url: String,
    /// What it says of the next ones; after these, that all is well.
    answers: Arc<Mutex<VecDeque<&'static str>>>,
    got: Arc<Mutex<Vec<Email>>>,
}

impl PostOffice {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let office = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            answers: Arc::default(),
            got: Arc::default(),
        };
        let own = office.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().serve(stream));
            }
        });
        office
    }

    pub(super) fn says(&self, answers: impl IntoIterator<Item = &'static str>) {
        self.answers.lock().unwrap().extend(answers);
    }

    pub(super) fn got(&self) -> Vec<Email> {
        self.got.lock().unwrap().clone()
    }

    /// Waits until it has got so many.
    pub(super) async fn until(&self, count: usize) -> Vec<Email> {
        for _ in 0..1_500 {
            if self.got().len() >= count {
                return self.got();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it got {:?} and never {count}", self.got());
    }

    async fn serve(self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
                "EHLO" => "250-here\r\n250 8BITMIME",
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.unwrap();
                    let mut data = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        // Dots at the beginning are doubled on the way (§4.5.2).
                        data += line.strip_prefix('.').unwrap_or(&line);
                        data += "\r\n";
                    }
                    let answer = self.answers.lock().unwrap().pop_front();
                    if answer.is_none() {
                        self.got.lock().unwrap().push(read_email(&data));
                    }
                    answer.unwrap_or("250 kept")
                }
                "QUIT" => return,
                _ => "250 well",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

fn read_email(data: &str) -> Email {
    let message = MessageParser::default().parse(data.as_bytes()).unwrap();
    let address = |address: Option<&mail_parser::Address>| {
        address.unwrap().first().unwrap().address().unwrap().to_owned()
    };
    let raw = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    Email {
        to: address(message.to()),
        from: address(message.from()),
        subject: message.subject().unwrap().to_owned(),
        text: message.body_text(0).unwrap().replace("\r\n", "\n"),
        id: message.message_id().unwrap().to_owned(),
        stop: raw("List-Unsubscribe").trim_matches(['<', '>']).to_owned(),
        one_click: raw("List-Unsubscribe-Post"),
        lang: raw("Content-Language"),
    }
}
