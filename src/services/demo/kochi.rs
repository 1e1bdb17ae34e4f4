//! The water, kitchens and green rooms of Kochi.

use super::catalogue::{City, Experience, Organization};
use crate::domain::cover::Hour;
use crate::domain::experience::{Domain, RefundPreset};

/// Kochi, its neighborhoods and its hosts.
pub const CITY: City = City {
    slug: "kochi",
    name: "Kochi",
    time_zone: "Asia/Kolkata",
    neighborhoods: &[
        ("fort-kochi", "Fort Kochi"),
        ("mattancherry", "Mattancherry"),
        ("vypin", "Vypin"),
        ("kadamakkudy", "Kadamakkudy"),
        ("kumbalangi", "Kumbalangi"),
        ("tripunithura", "Tripunithura"),
        ("edappally", "Edappally"),
        ("broadway", "Broadway"),
        ("thevara", "Thevara"),
        ("panampilly-nagar", "Panampilly Nagar"),
    ],
    organizations: &[SALT_AND_OAR, AMMACHIS_TABLE, ANIYARA, CHUVADU_KALARI],
};

const SALT_AND_OAR: Organization = Organization {
    slug: "salt-and-oar",
    name: "Salt & Oar",
    tagline: "Backwater people, small boats.",
    bio: "Sebastian fished, Bindu surveyed wetlands, and they married. Seven kayaks, two \
        country boats, life jackets in every size. If the water says no, we say no, and you \
        get your money back.",
    verified: true,
    experiences: &[
        Experience {
            slug: "first-light-kayak-at-kadamakkudy",
            title: "First light by kayak at Kadamakkudy",
            summary: "Paddle the narrow water between the islands while the herons are still \
                deciding about the day.",
            story: "Be at the jetty by ten to six. It will be dark. This is correct.\n\n\
                We give you a jacket, a paddle and five minutes of teaching on land. The \
                channels round the islands are flat and mostly waist-deep, so the worst \
                that happens is a wet seat. By the time we pass the second prawn sluice the \
                sky has some pink in it, and then there is an awful lot of it, above and \
                below. Don’t talk for that bit.\n\n\
                Sebastian knows who is in each canoe and what they are catching. Egrets \
                stand on the bunds. A ferry hoots, somebody’s radio plays a Yesudas song \
                across the water. We tie up at Pizhala for tea and pazham pori, and paddle \
                home against the light. About six kilometres in all.",
            domain: Domain::Sport,
            neighborhood: "kadamakkudy",
            meeting_point: "Kadamakkudy ferry jetty",
            latitude: 10.0583,
            longitude: 76.2512,
            duration_minutes: 150,
            languages: &["Malayalam", "English"],
            included: "Kayak, jacket, tea and banana fritters",
            bring: "Clothes that can get wet, strap for glasses",
            refund_preset: RefundPreset::Strict,
            price_rupees: 1400,
            stake_rupees: 300,
            capacity: 10,
            weekdays: &[5, 6],
            starts: (6, 0),
            pictures: &[
                (
                    Hour::Dawn,
                    "Slim boats on flat water, huge orange sun, a corner jetty house with a \
                        striped awning",
                ),
                (Hour::Day, "A paddle propped beside an open shutter, blue sky, palms and far rooftops"),
            ],
        },
        Experience {
            slug: "mangroves-at-walking-height",
            title: "Mangroves at walking height",
            summary: "Two hours on the mud paths of Puthuvype with a wetland surveyor and \
                several thousand crabs.",
            story: "Bindu mapped this shore for six years. She’ll tell you it grew. New \
                land, from silt, since the port was dredged; the mangroves noticed before \
                the government did.\n\n\
                You walk on the bund, then off it. Breathing roots stick up like pencils, \
                so step between. There are three common kinds of tree here, and you can \
                sort them by tasting the leaf: one is salty, one is bitter, one is best \
                left. Fiddler crabs wave a single large claw. Stay still, count to sixty, \
                and the whole floor starts moving again.\n\n\
                Kingfishers, mudskippers, an otter if you’ve been good. The lighthouse is \
                the landmark; keep it to your right and you cannot get lost. We’ve boots in \
                sizes four to eleven. Tide decides the route.",
            domain: Domain::Nature,
            neighborhood: "vypin",
            meeting_point: "Puthuvype lighthouse gate",
            latitude: 9.9988,
            longitude: 76.2203,
            duration_minutes: 120,
            languages: &["Malayalam", "English", "Hindi"],
            included: "Rubber boots, binoculars between two, lime soda",
            bring: "Long sleeves, mosquito cream",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 450,
            stake_rupees: 150,
            capacity: 12,
            weekdays: &[2, 5],
            starts: (16, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A creek with a moored boat, round green trees at the waterline, a small \
                        house on the corner",
                ),
                (
                    Hour::Dusk,
                    "Water holding the last light, roots and reeds in outline, lamps along \
                        the bund",
                ),
            ],
        },
        Experience {
            slug: "clams-crab-and-lunch-at-kumbalangi",
            title: "Clams, crab and lunch at Kumbalangi",
            summary: "Feel for clams with your toes, haul a crab line, then eat what the \
                tide allowed.",
            story: "You can’t see clams. You stand in the water up to here, shuffle, and \
                wait until the mud has a hard bit. Then you go under for it, or you ask my \
                nephew Jibin to.\n\n\
                Pots next. Crab lines were set the night before, along the coir-retting \
                stakes, and you pull them in hand over hand. Keep fingers behind the shell. \
                Whatever is too small goes back, even if it’s the only one. On thin days we \
                top up from the neighbour’s net and nobody’s ashamed.\n\n\
                Leela chechi cooks on three burners: clams dry-roasted with coconut \
                slivers, crab in pepper, karimeen in a leaf, red rice, moru. You eat on the \
                verandah with wet hair. The boat back’s at two. You won’t want it.",
            domain: Domain::Food,
            neighborhood: "kumbalangi",
            meeting_point: "Kumbalangi boat landing, near the church",
            latitude: 9.8772,
            longitude: 76.2871,
            duration_minutes: 240,
            languages: &["Malayalam", "English"],
            included: "Boat, gear, full lunch (vegetable meal if told a day before)",
            bring: "Swimwear or old shorts, towel, spare clothes",
            refund_preset: RefundPreset::Strict,
            price_rupees: 1900,
            stake_rupees: 400,
            capacity: 8,
            weekdays: &[5, 6],
            starts: (10, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A kitchen window on the waterfront, pots hung inside, nets and a boat \
                        at the step",
                ),
                (Hour::Dawn, "Crab lines and stakes in flat pink water, a shuttered corner house waiting"),
            ],
        },
    ],
};

const AMMACHIS_TABLE: Organization = Organization {
    slug: "ammachis-table",
    name: "Ammachi’s Table",
    tagline: "Eat properly. Sit down.",
    bio: "Ammachi is Mariamma Kurian, eighty-one, of Burgher Street. Her grandson Roshan \
        types this and adds nothing. She has cooked for bishops, for a film crew and for \
        three hundred at weddings, and prefers six.",
    verified: true,
    experiences: &[
        Experience {
            slug: "from-the-nets-to-the-moilee-pot",
            title: "From the nets to the moilee pot",
            summary: "Choose a fish by the Chinese nets, carry it home and cook it with \
                Ammachi in coconut milk.",
            story: "First rule: look at the eye, then the gill, and never at the seller. \
                Ammachi buys at the nets by the beach walk, where four men and a great many \
                stones lift one net, and she’ll let you do the bargaining once, for the \
                comedy.\n\n\
                At home you scrape coconut. All of you. First milk thick, second milk thin, \
                and they go into the pot in the opposite order from what you’d think. Green \
                chilli slit and not chopped. Turmeric on the fish, vinegar from her own \
                bottle, tomato last and only to look at. If it boils, the moilee splits and \
                so does her temper.\n\n\
                Appam comes off the pan while that rests. She eats with you and asks \
                everyone why they aren’t married, including the married ones.",
            domain: Domain::Food,
            neighborhood: "fort-kochi",
            meeting_point: "Chinese fishing nets, by the fish stalls at Vasco da Gama Square",
            latitude: 9.9682,
            longitude: 76.2425,
            duration_minutes: 180,
            languages: &["Malayalam", "English"],
            included: "The fish, lunch, the recipe, advice",
            bring: "An apron if you are fussy about shirts",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 1800,
            stake_rupees: 400,
            capacity: 6,
            weekdays: &[1, 3, 5],
            starts: (10, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A kitchen window in a sunlit corner house, fish on a plate, nets on \
                        tall poles beyond",
                ),
                (Hour::Dawn, "Fish baskets under a striped awning, early pink over still water and roofs"),
                (Hour::Dusk, "Supper light in three arches, a pot on the sill, bulbs over the empty lane"),
            ],
        },
        Experience {
            slug: "mattancherry-in-seven-languages",
            title: "Mattancherry in seven languages",
            summary: "An afternoon among Konkani, Gujarati, Kutchi, Tamil, Malayalam, Urdu \
                and one remembered Hebrew prayer.",
            story: "Roshan leads this one, since Ammachi’s feet refuse. Everybody here came \
                for pepper and stayed for the neighbours.\n\n\
                Within a kilometre we greet people in seven languages, and they correct us \
                in all seven. The Konkani temple bell at Cherlai; the pigeons at the Jain \
                temple; Kutchi traders with ginger drying across the courtyard; a Tamil \
                dhobi’s starch and a charcoal iron that weighs as much as a baby. At the \
                synagogue end of Jew Town a bookbinder remembers which family lived behind \
                which green door, and where in Israel they live now.\n\n\
                There’s something to eat at five of the seven doors: dhokla, a sweet bun, \
                Mattancherry biryani by the spoonful. Bazaar Road smells of cardamom until \
                four, when the godowns lock, so please don’t be late.",
            domain: Domain::Heritage,
            neighborhood: "mattancherry",
            meeting_point: "Mattancherry Palace gate",
            latitude: 9.9583,
            longitude: 76.2594,
            duration_minutes: 150,
            languages: &["English", "Malayalam", "Hindi"],
            included: "Five bites, temple and synagogue entry, a word list",
            bring: "Covered shoulders and knees",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 650,
            stake_rupees: 200,
            capacity: 12,
            weekdays: &[0, 2, 6],
            starts: (14, 30),
            pictures: &[
                (
                    Hour::Day,
                    "A temple tank beside warehouses with arched doors, sacks piled under \
                        the awning",
                ),
                (
                    Hour::Dusk,
                    "A long bazaar lane closing for the evening, lamps on, towers and a dome \
                        behind",
                ),
            ],
        },
        Experience {
            slug: "toddy-shop-supper-after-work",
            title: "Toddy shop supper, after work",
            summary: "A Thursday evening of tapioca, duck roast and fresh toddy on the \
                wooden benches of Kumbalangi.",
            story: "Ammachi hasn’t entered a toddy shop since 1968 and will not discuss why. \
                She did, however, tell Roshan what to order.\n\n\
                It’s a plank building on the water with a blackboard and no menu. Toddy is \
                tapped that afternoon from the palms you can see: sweet at five, sharper by \
                eight, wise to stop after that. Along with it come kappa and red fish \
                curry, duck roast on the bone, beef fry with coconut, a mussel thing if \
                Babu has been to Chellanam. One plate of everything in the middle. Fingers.\n\n\
                Men used to sing here every night, and on Thursdays a few still do, \
                slapping the table for a drum. You must be twenty-three to drink toddy in \
                Kerala; there’s tender coconut for anyone who isn’t, or is driving.",
            domain: Domain::Nightlife,
            neighborhood: "kumbalangi",
            meeting_point: "Kumbalangi bridge, city side; we go on together by auto",
            latitude: 9.8815,
            longitude: 76.2852,
            duration_minutes: 150,
            languages: &["Malayalam", "English"],
            included: "Supper, two glasses of toddy or tender coconut, autos both ways",
            bring: "ID showing you are 23, if you will drink",
            refund_preset: RefundPreset::Strict,
            price_rupees: 1250,
            stake_rupees: 300,
            capacity: 10,
            weekdays: &[3],
            starts: (18, 30),
            pictures: &[
                (Hour::Dusk, "A plank shop on the water’s edge, lanterns in its arches, plum-coloured sky"),
                (
                    Hour::Night,
                    "Bulbs reflected in a canal, moon over palms, benches outside a lit \
                        corner house",
                ),
            ],
        },
    ],
};

const ANIYARA: Organization = Organization {
    slug: "aniyara",
    name: "Aniyara",
    tagline: "The green room, with its door open.",
    bio: "Aniyara means the room where actors dress. We are a family of performers and \
        make-up artists in Tripunithura; between the five of us we hold a hundred and sixty \
        years on stage, most of it spent getting ready.",
    verified: true,
    experiences: &[
        Experience {
            slug: "ninety-minutes-to-paint-a-face",
            title: "Ninety minutes to paint a face",
            summary: "Sit in a Kathakali green room while an actor lies still and becomes a king.",
            story: "He lies on a mat, head toward the lamp, and is not himself again until \
                midnight. You are an arm’s length away. You may ask questions of everyone \
                but him.\n\n\
                Krishnan asan begins with yellow stone rubbed with coconut oil, then the \
                pacha green, brow, lip. After that comes the chutti, the white rim built \
                along the jaw from rice paste and cut paper, layer upon layer, with a \
                bamboo sliver. It takes forty minutes and cannot be hurried; the actor \
                generally sleeps. At the last he places a tiny seed beneath each eyelid, \
                and the whites turn red.\n\n\
                When he stands up we tie the skirts, sixty pieces of cloth starched and \
                folded, and guests pull the cord. He then performs one short scene, for you \
                only, by the oil lamp.",
            domain: Domain::Art,
            neighborhood: "tripunithura",
            meeting_point: "East gate of Sree Poornathrayeesa temple",
            latitude: 9.9446,
            longitude: 76.3433,
            duration_minutes: 150,
            languages: &["Malayalam", "English"],
            included: "A chair in the green room, one scene, black tea",
            bring: "Quiet clothes; no flash",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 750,
            stake_rupees: 200,
            capacity: 14,
            weekdays: &[4, 6],
            starts: (16, 30),
            pictures: &[
                (
                    Hour::Dusk,
                    "A painted mask board leaning on a green-room corner, oil lamp in the \
                        arch, evening sky",
                ),
                (
                    Hour::Night,
                    "A lamp-lit curtain between two poles, stars over temple roofs, a string \
                        of small lights",
                ),
            ],
        },
        Experience {
            slug: "chenda-your-first-hundred-beats",
            title: "Chenda: your first hundred beats",
            summary: "Learn the opening patterns of the temple drum on a granite block, then \
                once, loudly, on the real thing.",
            story: "No pupil touches the drum at first. For months we beat a stone with a \
                tamarind stick. You have one afternoon, so we’ve shortened the months to \
                fifty minutes, with apologies to our teachers.\n\n\
                The wrist turns outward as if emptying a cup. Left, right, left-left-right. \
                Unni counts aloud and corrects the thumb. Your forearm will complain at \
                about the sixtieth beat, and at the eightieth it gives in and begins to \
                help. By a hundred, twelve stones sound like one, and the crows have left \
                the compound.\n\n\
                Only then do you stand, hang a chenda from the shoulder on its cotton \
                strap, and play those same hundred. It can be heard two kilometres away. \
                The neighbours were consulted. They asked for it to be over by six.",
            domain: Domain::Music,
            neighborhood: "edappally",
            meeting_point: "Music school behind Edappally Palace temple, yellow wall",
            latitude: 10.0236,
            longitude: 76.3092,
            duration_minutes: 105,
            languages: &["Malayalam", "English", "Tamil"],
            included: "Sticks to keep, drum, ear plugs",
            bring: "A sleeveless or loose top",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 900,
            stake_rupees: 0,
            capacity: 12,
            weekdays: &[5],
            starts: (16, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A stage with tall drums beside a yellow corner wall, tree in flower, \
                        clear sky",
                ),
                (
                    Hour::Dusk,
                    "Drum straps hung on a shutter, lamp stand burning in the doorway, sun \
                        on the horizon",
                ),
            ],
        },
        Experience {
            slug: "talk-with-your-eyes",
            title: "Talk with your eyes",
            summary: "A free first lesson in mudra and glance: order tea, refuse a cousin \
                and see a snake, all without a word.",
            story: "There are twenty-four hand signs in our grammar and nine feelings for \
                the face. In an hour and a quarter we shall teach four of the first and \
                three of the second. It’s enough to gossip with.\n\n\
                The eyes come first. They are washed, then exercised: up, down, corner to \
                corner, round, as fast as a clock and then as slow as a boat. Latha’s eyes \
                can follow a bee which isn’t there, so well that visitors have ducked. Then \
                hands: flag, peak, lotus bud, deer. Join them up and you have nouns.\n\n\
                By the end, pairs tell each other a story of four lines, and the room \
                guesses. No dance is needed; it is done seated. We ask a stake because the \
                upstairs room holds only eighteen.",
            domain: Domain::Learning,
            neighborhood: "broadway",
            meeting_point: "Reading room above the bookshop, Press Club Road near Broadway",
            latitude: 9.9797,
            longitude: 76.2789,
            duration_minutes: 75,
            languages: &["Malayalam", "English"],
            included: "A card of signs, cardamom tea",
            bring: "Spectacles off if you can bear it",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 100,
            capacity: 18,
            weekdays: &[1],
            starts: (17, 45),
            pictures: &[
                (
                    Hour::Dusk,
                    "An upstairs reading room over a bookshop awning, shelves in the arched \
                        windows, violet street",
                ),
                (Hour::Night, "Two figures’ shadows on a lit blind, moon and stars above the corner bookshop"),
            ],
        },
    ],
};

const CHUVADU_KALARI: Organization = Organization {
    slug: "chuvadu-kalari",
    name: "Chuvadu Kalari",
    tagline: "Footwork first.",
    bio: "A kalari of the northern style, dug in 1974 by Gurukkal P. Damodaran and led now \
        by his daughter Sreeja. Forty regular students, the youngest seven, the oldest her \
        father.",
    verified: true,
    experiences: &[
        Experience {
            slug: "first-steps-in-the-pit",
            title: "First steps in the pit",
            summary: "One morning in a sunken earth kalari: salute, leg swings, the elephant \
                stance and a lot of sweat.",
            story: "Enter with the right foot. Touch the floor, your forehead, your heart. \
                The floor is red earth, a good metre below the street, and it stays cool \
                until nine.\n\n\
                You’ll learn the salutation, four leg swings, and two animal stances: gaja, \
                the elephant, low and broad; simha, which is worse. Commands are called in \
                Malayalam, and the body soon understands them. Hold. Lower. Lower than \
                that. Sreeja gurukkal places a stick across your thighs, and if it rolls \
                you start again. Nobody is mocked. The children beside you began in the \
                same fashion, and fell more gracefully only because they’re nearer the \
                ground.\n\n\
                At the close two seniors show staff and sword. Watch their feet. The blades \
                are loud, but everything that matters happens below the knee.",
            domain: Domain::Sport,
            neighborhood: "thevara",
            meeting_point: "Kalari on the lane to Thevara ferry, thatched roof",
            latitude: 9.9413,
            longitude: 76.2988,
            duration_minutes: 90,
            languages: &["Malayalam", "English"],
            included: "Cotton waist cloth, rice water with salt",
            bring: "Shorts, bare feet, a light stomach",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 400,
            stake_rupees: 100,
            capacity: 14,
            weekdays: &[0, 3, 5],
            starts: (6, 30),
            pictures: &[
                (
                    Hour::Dawn,
                    "A low thatched training hall next to a corner house, red sun, staffs \
                        leaning at the door",
                ),
                (
                    Hour::Day,
                    "Footprints in red earth before arched windows, a banner on the tree, \
                        morning sun",
                ),
            ],
        },
        Experience {
            slug: "oil-stretch-and-rice-gruel",
            title: "Oil, stretch and rice gruel",
            summary: "Warm herbal oil, slow joint work and a bowl of kanji, taught so that \
                you can repeat it at home.",
            story: "Fighters get hurt, so every kalari keeps oil. Ours is simmered over \
                three days from sesame, and a list of roots which my father dictates and \
                I’m not permitted to write down.\n\n\
                You’ll warm it, test it at the wrist, and work it into your own feet, \
                calves, shoulders and scalp under instruction, in separate rooms for women \
                and men. Afterwards comes forty minutes of stretching on a rope and mat. Go \
                to the edge of the pull and wait there. Don’t bounce. What opens on an \
                out-breath stays open longer.\n\n\
                Rest, lying down, is not optional. Then rinse with green-gram flour, and \
                sit for hot kanji, payar and a spoon of ghee. No travel by scooter for half \
                an hour: you’ll be slippery and rather slow.",
            domain: Domain::Wellness,
            neighborhood: "panampilly-nagar",
            meeting_point: "Annexe on 3rd Cross Road, Panampilly Nagar, brass lamp at the gate",
            latitude: 9.9581,
            longitude: 76.2957,
            duration_minutes: 135,
            languages: &["Malayalam", "English", "Hindi"],
            included: "Oil, towel, waist cloth, kanji breakfast, a small bottle to take home",
            bring: "Old underclothes; tell us about any injury",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 1500,
            stake_rupees: 300,
            capacity: 6,
            weekdays: &[1, 6],
            starts: (7, 0),
            pictures: &[
                (
                    Hour::Dawn,
                    "Steam from a brass pot in an arched window, lotus pond by the corner, \
                        soft sunrise",
                ),
                (Hour::Day, "A shaded verandah with folded cloths, tree in bloom, slow bright street"),
            ],
        },
    ],
};
