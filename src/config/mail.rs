//! How mail leaves: `SMTP_URL`, `NUKKAD_MAIL_FROM`, and `NUKKAD_DATA_DIR` for the folder.

use super::{
    ConfigError,
    server::{Environment, ServerConfig},
    var,
};
use lettre::message::Mailbox;
use reqwest::Url;
use std::path::PathBuf;

/// How mail leaves.
#[derive(Clone)]
pub struct MailConfig {
    /// The mail server with its password; without one, mails become files in `folder`.
    pub smtp_url: Option<String>,
    /// The sender, as a `From` line has it.
    pub from: String,
    /// Where mails are kept that go to no server.
    pub folder: PathBuf,
}

impl MailConfig {
    /// Reads the environment; warns where production would send nothing.
    ///
    /// # Errors
    /// When the server's address or the sender makes no sense.
    pub fn from_env(server: &ServerConfig) -> Result<Self, ConfigError> {
        let config = Self::from_values(server, var("SMTP_URL"), var("NUKKAD_MAIL_FROM"), var("NUKKAD_DATA_DIR"))?;
        if config.smtp_url.is_none() && server.environment == Environment::Production {
            tracing::warn!(folder = %config.folder.display(), "SMTP_URL is not set: no mail is sent, all of it is kept as files");
        }
        Ok(config)
    }

    fn from_values(server: &ServerConfig, smtp_url: Option<String>, from: Option<String>, data_dir: Option<String>) -> Result<Self, ConfigError> {
        if let Some(url) = &smtp_url {
            let host = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host());
            // What was given may hold a password: it is not repeated.
            host.ok_or_else(|| ConfigError::Bad { name: "SMTP_URL", value: "…".to_owned(), problem: "smtp://HOST or smtps://HOST is needed" })?;
        }
        // A number is no host that a mail address may have.
        let site = Url::parse(&server.base_url).ok();
        let host = site.as_ref().and_then(Url::domain).unwrap_or("localhost");
        let from = from.unwrap_or_else(|| format!("Nukkad <tickets@{host}>"));
        if from.parse::<Mailbox>().is_err() {
            return Err(ConfigError::Bad {
                name: "NUKKAD_MAIL_FROM",
                value: from,
                problem: "a name and an address are needed, like Nukkad <tickets@example.com>",
            });
        }
        let folder = PathBuf::from(data_dir.unwrap_or_else(|| "data".to_owned())).join("mail");
        Ok(Self { smtp_url, from, folder })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(base_url: &str, smtp_url: &str, from: &str) -> Result<MailConfig, ConfigError> {
        let value = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let addr = "127.0.0.1:3000".parse().unwrap();
        let server = ServerConfig { environment: Environment::Development, addr, base_url: base_url.to_owned(), secret: String::new() };
        MailConfig::from_values(&server, value(smtp_url), value(from), None)
    }

    #[test]
    fn the_sender_lives_where_the_site_does() {
        for (base_url, from) in [
            ("https://nukkad.example", "Nukkad <tickets@nukkad.example>"),
            ("http://127.0.0.1:3000", "Nukkad <tickets@localhost>"),
            ("http://[::1]:3000", "Nukkad <tickets@localhost>"),
        ] {
            assert_eq!(config(base_url, "", "").ok().unwrap().from, from);
        }
        let own = config("https://nukkad.example", "smtps://u:p%40ss@mail.example", "Ticket Desk <desk@example.com>").ok().unwrap();
        assert_eq!((own.from.as_str(), own.folder.to_str()), ("Ticket Desk <desk@example.com>", Some("data/mail")));
    }

    #[test]
    fn what_makes_no_sense_is_refused_without_telling_the_password() {
        for (smtp_url, from, culprit) in [
            ("mail.example", "", "SMTP_URL"),
            ("https://u:hunter2@mail.example", "", "SMTP_URL"),
            ("smtp:hunter2", "", "SMTP_URL"),
            ("", "nobody", "NUKKAD_MAIL_FROM"),
            ("", "a@b.in\r\nBcc: c@d.in", "NUKKAD_MAIL_FROM"),
        ] {
            let words = config("https://nukkad.example", smtp_url, from).err().unwrap().to_string();
            assert!(words.contains(culprit) && !words.contains("hunter2"), "{words}");
        }
    }
}
