//! The plates, workshops and rooftops of Jaipur.

use super::catalogue::{City, Experience, Organization};
use crate::domain::cover::Hour;
use crate::domain::experience::{Domain, RefundPreset};

/// Jaipur, its neighborhoods and its hosts.
pub const CITY: City = City {
    slug: "jaipur",
    name: "Jaipur",
    time_zone: "Asia/Kolkata",
    neighborhoods: &[
        ("johari-bazaar", "Johari Bazaar"),
        ("tripolia", "Tripolia"),
        ("kishanpole", "Kishanpole"),
        ("chandpole", "Chandpole"),
        ("brahmpuri", "Brahmpuri"),
        ("amer", "Amer"),
        ("bani-park", "Bani Park"),
        ("c-scheme", "C-Scheme"),
        ("raja-park", "Raja Park"),
        ("sanganer", "Sanganer"),
    ],
    organizations: &[CHAUPAR_CHATORE, HAATH_KA_KAAM, NINE_SQUARES, CHHAT_JAIPUR],
};

const CHAUPAR_CHATORE: Organization = Organization {
    slug: "chaupar-chatore",
    name: "Chaupar Chatore",
    tagline: "A greedy family and its favourite plates.",
    bio: "Papa sold ghee on Johari Bazaar for thirty-four years, so every halwai in the \
        walled city owes him a discount. Mummy cooks, Mohit rides the scooter, Pinky does \
        the bookings and settles fights.",
    verified: true,
    experiences: &[
        Experience {
            slug: "kachori-before-the-jewellers-open",
            title: "Kachori before the jewellers open",
            summary: "Six things eaten standing in Johari Bazaar, with Papa Mathur and \
                whoever he meets on the way.",
            story: "Papa eats breakfast five times, so you will also. He says the doctor \
                allows it because it is walking.\n\n\
                Start near Sanganeri Gate: pyaaz kachori straight from the kadhai, and \
                please burst it with your thumb so the steam leaves. Next, mirchi vada. \
                Next, a glass of lassi in clay with a coin of malai on top, which you break \
                by throwing the kulhad afterwards, into the bin, not the road. By Gopalji \
                ka Rasta we are on to bedmi and a halwa that only exists between November \
                and Holi.\n\n\
                The gem dealers come at ten and sit on white mattresses with folded papers \
                of stones. Papa knows them all; someone will open a packet for you to look \
                at, and no one will ask you to buy.",
            domain: Domain::Food,
            neighborhood: "johari-bazaar",
            meeting_point: "Inside Sanganeri Gate, by the milk sellers",
            latitude: 26.9162,
            longitude: 75.8262,
            duration_minutes: 120,
            languages: &["Hindi", "English"],
            included: "Six snacks, lassi, one paan",
            bring: "A stomach, and a napkin for the ghee",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 499,
            stake_rupees: 150,
            capacity: 12,
            weekdays: &[1, 4, 6],
            starts: (8, 0),
            pictures: &[
                (
                    Hour::Dawn,
                    "A snack stall at a pink-walled corner, steam rising before the sun \
                        clears the domes",
                ),
                (
                    Hour::Day,
                    "Striped awning, piled kachori trays and shuttered windows above, full \
                        morning light",
                ),
            ],
        },
        Experience {
            slug: "dal-baati-on-a-slow-fire",
            title: "Dal baati on a slow fire",
            summary: "Cook a Sunday lunch with Mummy in a Bani Park courtyard, and crush it \
                properly with your hands.",
            story: "Mummy does not give measurements. She gives looks. If the dough is wrong \
                you will know.\n\n\
                You make baati from coarse wheat, ajwain and more ghee than seems decent, \
                press a dent in the middle and set them in the ash of dried cow-dung cakes. \
                Five dals are picked over for the pot, because in this house panchmel means \
                five and not four. While the fire works there is garlic chutney to pound on \
                stone, and churma to sweeten, and gossip about the neighbours, which Pinky \
                translates selectively.\n\n\
                Then everyone sits in a row. Crack the baati, drown it, crush it, mix with \
                fingers. Spoons are available for small children only. You sleep afterwards \
                at your own risk; there are four charpoys, and Papa has the best one.",
            domain: Domain::Food,
            neighborhood: "bani-park",
            meeting_point: "House with the tulsi pot, second lane behind Bani Park’s Shiv Marg",
            latitude: 26.9305,
            longitude: 75.7935,
            duration_minutes: 210,
            languages: &["Hindi", "Marwari", "English"],
            included: "Everything you cook, chaas, recipe in Pinky’s handwriting",
            bring: "Clean hands, loose waistband",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 1200,
            stake_rupees: 0,
            capacity: 8,
            weekdays: &[6],
            starts: (10, 30),
            pictures: &[
                (
                    Hour::Day,
                    "A kitchen window open onto a courtyard corner, pots on the sill, tree \
                        bright with flowers",
                ),
                (
                    Hour::Dawn,
                    "Smoke curling from a courtyard fire behind a corner house, peach sky \
                        and round sun",
                ),
            ],
        },
        Experience {
            slug: "the-late-round-of-raja-park",
            title: "The late round of Raja Park",
            summary: "Two hours of rabri, tawa plates and paan after nine at night, ending \
                with a kulfi vote.",
            story: "Daytime Jaipur is for tourists and weddings. After nine it is ours.\n\n\
                Mohit leads this round and he walks fast between stops, then not at all. \
                Raja Park feeds the students, the night nurses and everybody who had a \
                fight at home: paneer on a tawa as wide as a cartwheel, chilli-cheese \
                something he refuses to name, soya chaap, then milk boiled since sunset \
                with a skin you lift with a straw. There is a man who sets paan alight. You \
                may film it; you may also decline.\n\n\
                We finish on a low wall with four kulfis cut by knife and count hands for \
                the winner. Pista has lost eleven weeks running. No alcohol on this walk, \
                plenty of noise, and autos are called to your door by eleven.",
            domain: Domain::Nightlife,
            neighborhood: "raja-park",
            meeting_point: "Raja Park main chauraha, outside the sweet shop with the green board",
            latitude: 26.8978,
            longitude: 75.8287,
            duration_minutes: 120,
            languages: &["Hindi", "English", "Punjabi"],
            included: "Seven tastings and a paan, on fire or not",
            bring: "Dinner skipped",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 650,
            stake_rupees: 200,
            capacity: 10,
            weekdays: &[4, 5],
            starts: (21, 0),
            pictures: &[
                (
                    Hour::Night,
                    "A row of lit food counters at a street corner, moon over flat roofs, \
                        coloured bulbs in a long dip",
                ),
                (
                    Hour::Dusk,
                    "Cart lamps being lit under the awning, violet sky, windows of the \
                        corner house all gold",
                ),
            ],
        },
    ],
};

const HAATH_KA_KAAM: Organization = Organization {
    slug: "haath-ka-kaam",
    name: "Haath ka Kaam",
    tagline: "A co-operative of nineteen makers.",
    bio: "Nineteen families from Sanganer, Tripolia and Kishanpole decide together who \
        teaches, at what price and how many guests a workshop can bear. The maker keeps \
        what you pay after the co-operative’s tea fund.",
    verified: true,
    experiences: &[
        Experience {
            slug: "a-sheet-of-paper-in-sanganer",
            title: "A sheet of paper in Sanganer",
            summary: "Lift ten sheets from the vat with a Kagzi family who have made paper \
                here for generations.",
            story: "Old T-shirts come in by the truck. Salim Kagzi’s yard turns them to \
                porridge in a beater, then into paper that museums order by the kilo.\n\n\
                At the vat you hold a wooden frame, go in at a slant, come up level and \
                shake once each way so the fibres lock. His mother, Rabia, is seventy and \
                watches from the doorway; she clicks her tongue when a sheet is thick on \
                one side, and she is right each time. Wet sheets are laid on felt, pressed \
                under an iron screw, and hung upstairs like washing.\n\n\
                Put in what you want: marigold petals, tea dust, a thread. Yours will be \
                dry and smoothed by the following day, so it is posted. A finished pad from \
                the yard goes home with you at once.",
            domain: Domain::Craft,
            neighborhood: "sanganer",
            meeting_point: "Kagzi Mohalla entrance, off Sanganer’s main bazaar",
            latitude: 26.8196,
            longitude: 75.7897,
            duration_minutes: 150,
            languages: &["Hindi", "Urdu", "English"],
            included: "Ten sheets posted anywhere in India, a finished pad, chai",
            bring: "Sandals that can get wet",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 950,
            stake_rupees: 250,
            capacity: 8,
            weekdays: &[0, 3, 5],
            starts: (10, 0),
            pictures: &[
                (
                    Hour::Day,
                    "Sheets of paper pegged on a line between a tree and a workshop corner, \
                        blue-grey sky",
                ),
                (
                    Hour::Dawn,
                    "A wide vat beside arched openings, pale domes beyond, the first sun on \
                        the shutters",
                ),
            ],
        },
        Experience {
            slug: "lac-bangles-in-maniharon-ka-rasta",
            title: "Lac bangles in Maniharon ka Rasta",
            summary: "Heat, roll and shape a pair of lac bangles to your own wrist beside a \
                coal fire.",
            story: "Three coals, a wooden roller, a lump of lac that smells of warm resin. \
                That is Shabana’s whole shop, and it is one metre wide.\n\n\
                She softens the stick, kneads in colour, draws it out as a rope and joins \
                it round in the time it takes to say so. You will need longer. Guests make \
                two: a plain one first, then one with a band of a second colour or tiny \
                mirrors pressed in while it is soft. If it breaks she simply melts it \
                again. Lac forgives, she says, glass never did.\n\n\
                Her brother measures wrists by eye, and has been wrong twice. Customers \
                step over you all the while, brides mostly, and you will be asked for an \
                opinion on reds. Have one.",
            domain: Domain::Craft,
            neighborhood: "tripolia",
            meeting_point: "Arch of Maniharon ka Rasta, Tripolia Bazaar",
            latitude: 26.9236,
            longitude: 75.8219,
            duration_minutes: 90,
            languages: &["Hindi", "English"],
            included: "Materials, your two bangles, sweet tea",
            bring: "Tie back long hair and dupattas",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 600,
            stake_rupees: 100,
            capacity: 4,
            weekdays: &[1, 2, 4],
            starts: (15, 30),
            pictures: &[
                (
                    Hour::Day,
                    "A tiny shop at the foot of an arched corner building, rings of colour \
                        strung above the counter",
                ),
                (
                    Hour::Dusk,
                    "Coals glowing low in a doorway, bangles catching the bulbs, evening \
                        over crenellated roofs",
                ),
            ],
        },
        Experience {
            slug: "miniature-with-a-one-hair-brush",
            title: "A miniature with a one-hair brush",
            summary: "Grind stone colours and paint one small tree the Jaipur way, leaf by \
                leaf by leaf.",
            story: "Ramesh Sharma paints trees. Other people in his family painted faces and \
                elephants; somebody had to do the leaves, and he found he liked it.\n\n\
                You begin by burnishing paper with an agate until it squeaks. The green is \
                malachite, ground with water and gum in half a coconut shell for longer \
                than you would believe; the white is conch, the yellow he buys and does not \
                discuss. The brush ends in a single squirrel hair, curved like a comma. \
                With it you set dark leaves, then middle ones, then light, from the outside \
                in.\n\n\
                Nobody finishes a whole tree in three hours. You finish a branch with \
                perhaps two hundred leaves and one bird, and you will look differently at \
                every window on the walk home.",
            domain: Domain::Art,
            neighborhood: "kishanpole",
            meeting_point: "Kishanpole Bazaar, by the old School of Art gate",
            latitude: 26.9192,
            longitude: 75.8166,
            duration_minutes: 180,
            languages: &["Hindi", "English"],
            included: "Prepared paper, pigments, a brush to keep",
            bring: "Reading glasses if you own any; patience",
            refund_preset: RefundPreset::Strict,
            price_rupees: 1600,
            stake_rupees: 400,
            capacity: 5,
            weekdays: &[2, 6],
            starts: (11, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A painter’s board on a stand by the corner house, every leaf on the \
                        tree picked out",
                ),
                (
                    Hour::Dusk,
                    "Pots of pigment on a window ledge, pink-violet sky, lamps strung along \
                        the cornice",
                ),
            ],
        },
    ],
};

const NINE_SQUARES: Organization = Organization {
    slug: "nine-squares",
    name: "Nine Squares",
    tagline: "The city explained with chalk.",
    bio: "Dr Savitri Joshi taught geometry at a girls’ college for twenty-nine years. Her \
        former students now lead half the walks. There will be diagrams on the pavement, \
        and there may be a question at the end.",
    verified: true,
    experiences: &[
        Experience {
            slug: "why-jaipurs-streets-run-straight",
            title: "Why Jaipur’s streets run straight",
            summary: "A dawn walk with chalk through the grid of 1727, from Badi Chaupar to \
                the square that would not fit.",
            story: "Take a square. Divide it in nine. Now find a hill standing in one \
                corner: what do you do? Vidyadhar Bhattacharya met this problem in 1727, \
                and you will be walking on his answer.\n\n\
                We measure as we go. The main streets are 111 feet across; twelve of you \
                with arms out will nearly show it. We draw the plan on the ground at Badi \
                Chaupar, before the pigeons and the buses, then follow the axis to \
                Tripolia, count shops between lanes and catch the place where the grid \
                slips sideways to avoid the rocks.\n\n\
                There is a reason why the wind reaches the middle of the bazaar, and one \
                why the sun strikes the temple steps at seven-ten in February. You may \
                guess both. Marks are given for method.",
            domain: Domain::Heritage,
            neighborhood: "johari-bazaar",
            meeting_point: "Badi Chaupar, the fountain side nearest Hawa Mahal",
            latitude: 26.9237,
            longitude: 75.8268,
            duration_minutes: 135,
            languages: &["English", "Hindi"],
            included: "Chalk, printed plan, poha and tea",
            bring: "Walking shoes, curiosity about numbers",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 450,
            stake_rupees: 150,
            capacity: 15,
            weekdays: &[5, 6],
            starts: (6, 45),
            pictures: &[
                (
                    Hour::Dawn,
                    "A straight street between arched pink facades, sun at its far end, nine \
                        chalk squares on the road",
                ),
                (
                    Hour::Day,
                    "A domed corner by a stepped tank, awnings down both sides, tree in \
                        small gold flower",
                ),
            ],
        },
        Experience {
            slug: "old-amer-behind-the-fort",
            title: "Old Amer, behind the fort",
            summary: "The town everyone drives past: a stepwell, a marble temple and the \
                families who stayed.",
            story: "Eight thousand people a day go up to the fort. Perhaps forty turn left \
                instead. This is the left turn.\n\n\
                Amer was a capital for six hundred years before Jaipur existed, and it \
                still has the bones: a paved lane rising to the Jagat Shiromani temple, \
                with its marble elephants at the stair; a haveli where the ceiling is \
                painted and the owner dries chillies beneath it; the stepwell of Panna \
                Meena, whose crossed stairs were built, I am convinced, by someone who \
                enjoyed proofs. Try to return by the flight you came down. Explain why you \
                could not.\n\n\
                Kamla, who leads on Thursdays, was born here, and will stop to talk to \
                everyone. Allow for that. We end on her roof at sunset with the ramparts \
                opposite.",
            domain: Domain::Heritage,
            neighborhood: "amer",
            meeting_point: "Bus stop at Amer, below the Sagar road turning",
            latitude: 26.9868,
            longitude: 75.8521,
            duration_minutes: 150,
            languages: &["Hindi", "English"],
            included: "Temple donations, roof tea, a sketch plan",
            bring: "Socks for hot temple stone, water",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 550,
            stake_rupees: 200,
            capacity: 12,
            weekdays: &[3, 6],
            starts: (16, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A temple tank with crossing steps, hill walls behind, a corner house in \
                        warm stone",
                ),
                (
                    Hour::Dusk,
                    "Steps descending to dark water, ramparts in outline, the first lamps on \
                        a roof edge",
                ),
                (
                    Hour::Night,
                    "A hill town lane under stars, one arched window lit, a bulb string \
                        leading upward",
                ),
            ],
        },
        Experience {
            slug: "tell-the-time-by-a-shadow",
            title: "Tell the time by a shadow",
            summary: "Read the great sundial at Jantar Mantar, then build one from card that \
                works at your own window.",
            story: "The largest sundial here is twenty-seven metres tall, and its shadow \
                moves a hand’s width every minute. Stand beside it, and you can watch the \
                planet turn. I have seen grown engineers go quiet.\n\n\
                First hour: inside the observatory, we take a reading, correct it for \
                longitude and season, and compare it with your phone. The phone generally \
                needs defending. Then to a shaded verandah nearby, with card, scissors and \
                a protractor, to cut a sundial for the latitude of your home town. You will \
                need its coordinates and some subtraction.\n\n\
                Children from ten upward do this well; adults who dropped maths do it \
                better than they expect. A wall of wrong answers is kept for encouragement, \
                and mine is on it.",
            domain: Domain::Learning,
            neighborhood: "tripolia",
            meeting_point: "Ticket window of Jantar Mantar",
            latitude: 26.9248,
            longitude: 75.8246,
            duration_minutes: 120,
            languages: &["English", "Hindi"],
            included: "Monument ticket, card, tools, nimbu pani",
            bring: "A watch, a hat, your town’s latitude",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 700,
            stake_rupees: 100,
            capacity: 12,
            weekdays: &[5],
            starts: (10, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A tall sundial stair rising behind a corner house, short shadow on the \
                        dotted street",
                ),
                (
                    Hour::Dawn,
                    "Long shadows of a dome and a tree across an empty lane, books stacked \
                        on a step",
                ),
            ],
        },
    ],
};

const CHHAT_JAIPUR: Organization = Organization {
    slug: "chhat-jaipur",
    name: "Chhat",
    tagline: "Things that are best done on a roof.",
    bio: "Cousins Aarav and Tanvi Shekhawat inherited three roofs and no parking. Aarav \
        flies, Tanvi sings, their Nani does yoga and is better than both of them at \
        everything.",
    verified: false,
    experiences: &[
        Experience {
            slug: "woh-kaata-kite-school",
            title: "Woh kaata! Kite school on a Brahmpuri roof",
            summary: "Tie, launch and lose your first kite below Nahargarh, with plain \
                cotton thread and proper shouting.",
            story: "Aarav claims he lost only one kite last Makar Sankranti. Tanvi was \
                holding his reel and says nine. Come and judge.\n\n\
                Lesson one is the bridle: two holes, one knot, and the whole flight hangs \
                on it. Lesson two is patience, because Brahmpuri wind arrives round the \
                side of the Nahargarh hill at half past four and not before. Then up. Pull \
                to climb, slack to turn. When yours is steady we cross lines with the next \
                roof, where the Saini boys have been waiting all week, and somebody yells \
                woh kaata and somebody sulks.\n\n\
                Plain cotton only: no glass, no nylon, nothing that hurts a bird. The roof \
                has a chest-high wall, children wear the funny belt, and til laddoos are \
                handed out to losers first.",
            domain: Domain::Sport,
            neighborhood: "brahmpuri",
            meeting_point: "Brahmpuri, the lane to Gaitore, house with three water tanks",
            latitude: 26.9381,
            longitude: 75.8241,
            duration_minutes: 120,
            languages: &["Hindi", "English"],
            included: "Four kites, a reel, til laddoos",
            bring: "Sunglasses, a little tape for the fingers",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 350,
            stake_rupees: 100,
            capacity: 10,
            weekdays: &[5, 6],
            starts: (16, 0),
            pictures: &[
                (
                    Hour::Day,
                    "Kites over flat roofs and a hill wall, long tails caught in the \
                        flowering tree",
                ),
                (
                    Hour::Dusk,
                    "One last kite above the corner house, gold windows, a purple sky with a \
                        thin moon",
                ),
            ],
        },
        Experience {
            slug: "maand-songs-on-a-haveli-roof",
            title: "Maand songs on a haveli roof",
            summary: "Desert songs with sarangi and dholak, twenty cushions and the lights \
                of Chandpole below.",
            story: "Tanvi asked her guru where Maand should be heard. He said: high up, \
                after a hot day, by people who have eaten. So.\n\n\
                Ustad Sabir Khan brings the sarangi, which his grandfather carried to four \
                courts and one film studio. His nephew plays dholak; the khartal player is \
                sixteen and shows off. They sing of monsoons that are late, camels that are \
                not, and husbands at a great distance. Tanvi translates a verse before each \
                song, briefly, because Nani throws cushions at people who explain too long.\n\n\
                The terrace sits three floors over Chandpole Bazaar, so the first song has \
                scooters in it. By the fourth the street shuts and you can hear the bow \
                turn round. There is thandai, and one song you will be made to join.",
            domain: Domain::Music,
            neighborhood: "chandpole",
            meeting_point: "Chandpole Gate, inner side; Aarav waits with a lantern",
            latitude: 26.9259,
            longitude: 75.8098,
            duration_minutes: 105,
            languages: &["Hindi", "Rajasthani", "English"],
            included: "Cushion, thandai, printed verses",
            bring: "Something warm from November",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 800,
            stake_rupees: 200,
            capacity: 20,
            weekdays: &[4, 5],
            starts: (19, 30),
            pictures: &[
                (
                    Hour::Night,
                    "A small stage on a rooftop, stars and a full moon, bulbs looped between \
                        parapets",
                ),
                (Hour::Dusk, "Musicians’ cushions set out above a bazaar corner as the sky turns to plum"),
            ],
        },
        Experience {
            slug: "nanis-rooftop-stretch",
            title: "Nani’s rooftop stretch",
            summary: "Free, forty-five minutes, led by a seventy-four-year-old who will \
                correct your spine with a walking stick.",
            story: "Nani began in 1979 because the radio told her to. She has missed two \
                mornings since, both for weddings.\n\n\
                It is simple stuff. Joints first, from toes to neck. Sun salutations at the \
                speed of the actual sun. A balance on one leg facing the flagpole in \
                Central Park, and she can tell if you are cheating from behind. Then lie on \
                your back and look at the sky until a parakeet crosses it. Some days that \
                is a minute and some days quite a lot longer.\n\n\
                You pay nothing, and she would be offended if you tried; bring fruit for \
                the basket in case your conscience troubles you. Anyone with bad knees gets \
                a chair and an equal amount of scolding. Warm raabdi after, in steel bowls.",
            domain: Domain::Wellness,
            neighborhood: "c-scheme",
            meeting_point: "Prithviraj Road, apartment with the yellow lift; take it to the top",
            latitude: 26.9085,
            longitude: 75.8042,
            duration_minutes: 45,
            languages: &["Hindi", "English"],
            included: "Mat, raabdi",
            bring: "Fruit, should you wish",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 0,
            capacity: 12,
            weekdays: &[0, 2, 4],
            starts: (6, 15),
            pictures: &[
                (
                    Hour::Dawn,
                    "Mats on a flat roof beside a round-topped tree, sunrise filling the sky \
                        behind pale towers",
                ),
                (Hour::Day, "A quiet corner with open windows, a lotus pot on the step, clear blue morning"),
            ],
        },
    ],
};
