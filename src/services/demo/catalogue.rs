//! Demo data: the shape of a city on show, the three cities, and the travelers who book there.
//!
//! One file a city holds the texts; this one says what each of them must bring. People and hosts are
//! invented; streets and neighborhoods are real. Read only by `seed-demo`, never in production.

use crate::domain::cover::Hour;
use crate::domain::experience::{Domain, RefundPreset};

/// A city with its neighborhoods and the organizations that host there.
pub struct City {
    /// Unique among cities; lower-case ASCII words joined by hyphens.
    pub slug: &'static str,
    /// As people there write it in English.
    pub name: &'static str,
    /// IANA name; every run of the city is told in this zone.
    pub time_zone: &'static str,
    /// Slug (unique within the city) and name, in no particular order.
    pub neighborhoods: &'static [(&'static str, &'static str)],
    /// Hosts of the city; the seed gives the first two of Bengaluru to the demo accounts.
    pub organizations: &'static [Organization],
}

/// A host and what it offers.
pub struct Organization {
    /// Unique over all cities; lower-case ASCII words joined by hyphens.
    pub slug: &'static str,
    /// The name on the sign.
    pub name: &'static str,
    /// One short line under the name.
    pub tagline: &'static str,
    /// Who they are, in two to four sentences of plain text.
    pub bio: &'static str,
    /// Whether the platform has checked who they are.
    pub verified: bool,
    /// What they offer; at least one.
    pub experiences: &'static [Experience],
}

/// Something a traveler can book, with the hours at which its runs are laid out.
pub struct Experience {
    /// Unique over all cities; also the seed of the drawn cover.
    pub slug: &'static str,
    /// At most 60 characters.
    pub title: &'static str,
    /// One sentence of at most 140 characters.
    pub summary: &'static str,
    /// Three paragraphs of plain text with a blank line between them, 90 to 160 words in all.
    pub story: &'static str,
    /// Its category.
    pub domain: Domain,
    /// Slug of a neighborhood of the same city.
    pub neighborhood: &'static str,
    /// Where to stand, in words.
    pub meeting_point: &'static str,
    /// Degrees north of the meeting point, good to about a street.
    pub latitude: f64,
    /// Degrees east of the meeting point, good to about a street.
    pub longitude: f64,
    /// From start to end; a run never crosses midnight.
    pub duration_minutes: i32,
    /// Spoken by the host, English names, the main one first.
    pub languages: &'static [&'static str],
    /// What the price covers.
    pub included: &'static str,
    /// What travelers carry along.
    pub bring: &'static str,
    /// How the price comes back when a traveler cancels.
    pub refund_preset: RefundPreset,
    /// Per traveler, in whole rupees; 0 reads "Free".
    pub price_rupees: i64,
    /// Refundable deposit per traveler, in whole rupees; 0 is none.
    pub stake_rupees: i64,
    /// Seats of a run.
    pub capacity: i32,
    /// Days on which it runs, 0 = Monday to 6 = Sunday, ascending.
    pub weekdays: &'static [u32],
    /// Hour (0 to 23) and minute of the start, in the city's time zone.
    pub starts: (u32, u32),
    /// Drawn pictures, the one for the hour of the run first: the hour shown and its alternative text.
    pub pictures: &'static [(Hour, &'static str)],
}

/// Full names of people who book, from many parts of India; some in Devanagari or Kannada script.
pub const TRAVELER_NAMES: &[&str] = &[
    "Ananya Rao",
    "Imran Shaikh",
    "Meera Krishnan",
    "Joel D'Souza",
    "Harpreet Kaur Gill",
    "Debjani Mukherjee",
    "Lalrinpuii Sailo",
    "Karthik Subramanian",
    "Fatima Zehra Naqvi",
    "Rohan Deshpande",
    "सुनीता यादव",
    "Tenzing Bhutia",
    "Nandini Gowda",
    "Abdul Rahman Koya",
    "Pooja Solanki",
    "Biju Thomas",
    "Zoya Merchant",
    "Arindam Saikia",
    "ಸವಿತಾ ಹೆಗಡೆ",
    "Vikram Rathore",
    "Jaspreet Singh Ahluwalia",
    "Ibemhal Devi",
    "Shalini Iyer",
    "Mohammed Yusuf Ansari",
    "Keya Chatterjee",
    "Nikhil Kulkarni",
    "Anjali Mohapatra",
    "Cyrus Daruwala",
    "Lakshmi Venkataraman",
    "रमेश चौधरी",
    "Temjen Ao",
    "Priya Nambiar",
    "Gurdeep Sandhu",
    "Sneha Patil",
    "Farhan Qureshi",
    "Aishwarya Shetty",
    "Hemant Joshi",
    "Dorothy Lyngdoh",
    "Sandeep Reddy",
    "Ritika Agarwal",
    "ಮಂಜುನಾಥ ಗೌಡ",
    "Neha Bhatt",
    "Prabhakar Murthy",
    "Sabina Khatun",
    "Tashi Wangchuk",
    "Manasa Hebbar",
    "Aman Tripathi",
    "Rosamma Chacko",
    "Irfan Wani",
    "Bhavya Parmar",
    "अनुराधा कुलकर्णी",
    "Subhash Soren",
    "Divya Pillai",
    "Kunal Mehta",
    "Mary Kindo",
    "Omkar Sawant",
    "Ayesha Siddiqua",
    "ದೀಪಾ ಕುಲಕರ್ಣಿ",
    "Chandan Jha",
    "Leela Fernandes",
];

/// What travelers write in the box for special requests, unedited.
pub const SPECIAL_REQUESTS: &[&str] = &[
    "One of us uses a cane",
    "Vegetarian, no egg",
    "Jain food please: no onion, garlic or potato",
    "My mother is 72 and walks slowly but she will manage",
    "Coming straight from the station with a small suitcase, is there a place to keep it?",
    "Peanut allergy, the serious kind. I carry an EpiPen",
    "I am left-handed, if that matters for the tools",
    "We may be 10 mins late because of the school drop. Sorry in advance!",
    "Halal only for two of us",
    "Could you speak in Hindi for my father? He follows a little English",
    "I am 5 months pregnant, need to sit down now and then",
    "It's our anniversary, no fuss please, just a photo of both of us",
    "Hard of hearing on the left side, I will stand close to you",
    "Nearest place to park a scooter?",
    "Fasting that day till sunset, so please pack my share",
    "Wheelchair user. How many steps are there, and how high?",
    "My daughter is 9 and asks a lot of questions",
    "Please call on WhatsApp only, bad network at home",
    "Lactose intolerant, but black coffee is fine",
    "ನಾನು ಕನ್ನಡ ಕಲಿಯುತ್ತಿದ್ದೇನೆ, ಕನ್ನಡದಲ್ಲೇ ಮಾತನಾಡಿ",
];
