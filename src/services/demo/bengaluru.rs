//! The walks, dye pots and evening music of Bengaluru.

use super::catalogue::{City, Experience, Organization};
use crate::domain::cover::Hour;
use crate::domain::experience::{Domain, RefundPreset};

/// Bengaluru, its neighborhoods and its hosts.
pub const CITY: City = City {
    slug: "bengaluru",
    name: "Bengaluru",
    time_zone: "Asia/Kolkata",
    neighborhoods: &[
        ("malleshwaram", "Malleshwaram"),
        ("jayanagar", "Jayanagar"),
        ("basavanagudi", "Basavanagudi"),
        ("cubbon-park", "Cubbon Park"),
        ("fraser-town", "Fraser Town"),
        ("indiranagar", "Indiranagar"),
        ("ulsoor", "Ulsoor"),
        ("chickpet", "Chickpet"),
        ("church-street", "Church Street"),
        ("lalbagh", "Lalbagh"),
        ("sadashivanagar", "Sadashivanagar"),
        ("shivajinagar", "Shivajinagar"),
    ],
    organizations: &[THIRD_WAVE_WALKERS, STUDIO_NEEL, BAITHAK_BASAVANAGUDI, BENGALURU_NIGHT_WALKS, DOORWAY_CLUB, MUD_AND_MINUTES],
};

const THIRD_WAVE_WALKERS: Organization = Organization {
    slug: "third-wave-walkers",
    name: "Third Wave Walkers",
    tagline: "Bengaluru on foot, mostly towards breakfast.",
    bio: "Kavya, Prakash and four friends who kept walking after the coffee was finished. We \
        have lived within two bus stops of every street we take you down, and we keep \
        groups small enough to fit around one darshini table.",
    verified: true,
    experiences: &[
        Experience {
            slug: "filter-coffee-corners-of-malleshwaram",
            title: "Filter coffee and the corners of Malleshwaram",
            summary: "Four darshinis, one metre of coffee and the streets between them, \
                before the neighborhood is fully awake.",
            story: "We meet where the milk van stops at a quarter to seven and let the smell \
                of chicory decide the first turn. Four darshinis, all standing room, all \
                still pouring from the steel they bought in 1962.\n\n\
                Between cups we walk Sampige Road and the numbered crosses: the flower \
                sellers stringing kanakambara by the yard, a tailor who still has Dewan’s \
                Mysore on his signboard, the neem trees that gave Margosa Road its name. \
                Prakash will tell you which houses have gone since his school days. There \
                are more each year.\n\n\
                At the third stop everybody pulls coffee from tumbler to davara. Start with \
                a hand’s width, end with a metre if you dare; spills are mopped up without \
                comment. By the fourth you will know why nobody here says “to go”.",
            domain: Domain::Food,
            neighborhood: "malleshwaram",
            meeting_point: "18th Cross bus stand",
            latitude: 13.0127,
            longitude: 77.5712,
            duration_minutes: 150,
            languages: &["English", "Kannada"],
            included: "Four coffees, idli-vada and a share of khara bhath",
            bring: "An appetite, flat shoes",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 450,
            stake_rupees: 200,
            capacity: 12,
            weekdays: &[5, 6],
            starts: (6, 45),
            pictures: &[
                (
                    Hour::Dawn,
                    "A red corner house with arched windows under a low orange sun, its \
                        striped awning open over the first coffee of the morning",
                ),
                (
                    Hour::Day,
                    "The same kind of corner later in the morning: a food stall under the \
                        awning and a tree dotted with blossom",
                ),
                (
                    Hour::Dusk,
                    "A darshini corner at lamp-lighting, a string of bulbs across the street \
                        and a kolam of dots on the road",
                ),
            ],
        },
        Experience {
            slug: "gandhi-bazaar-one-dosa-at-a-time",
            title: "Gandhi Bazaar, one dosa at a time",
            summary: "Breakfast in five small plates, from the flower stalls of Gandhi \
                Bazaar to the rocks of Bugle Park.",
            story: "Basavanagudi people will argue about dosa until lunch. Kavya grew up on \
                DVG Road and has picked her side; you are free to pick the other.\n\n\
                We share everything, because five breakfasts alone is foolish. A \
                benne-heavy masala dosa cut in six, rava idli with its one cashew, a bowl \
                of avarekalu something if the beans are in season, Mysore bonda, and kesari \
                bhath to settle the quarrel. In between you carry your own jasmine from the \
                bazaar, where the price changes after eight.\n\n\
                The last stretch is up Bugle Rock, to sit down on three-billion-year-old \
                stone and let it all go where it must. Anyone who can still talk may vote \
                for the best plate. Votes have been recorded since 2017 and rava idli is \
                ahead.",
            domain: Domain::Food,
            neighborhood: "basavanagudi",
            meeting_point: "Flower stalls at the DVG Road end of Gandhi Bazaar",
            latitude: 12.9456,
            longitude: 77.5722,
            duration_minutes: 135,
            languages: &["English", "Kannada", "Hindi"],
            included: "Five shared plates, coffee, a length of jasmine",
            bring: "Nothing on your stomach",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 550,
            stake_rupees: 200,
            capacity: 10,
            weekdays: &[6],
            starts: (7, 15),
            pictures: &[
                (
                    Hour::Dawn,
                    "A market stall heaped with flowers beside a corner building, early \
                        light behind pale domes",
                ),
                (
                    Hour::Day,
                    "A breakfast counter under a striped awning, shutters up, a blossoming \
                        tree throwing shade on the street",
                ),
            ],
        },
        Experience {
            slug: "avenue-road-books-brass-and-bajji",
            title: "Avenue Road: books, brass and bajji",
            summary: "Two and a half hours through the old pete, where every lane still \
                sells one thing and sells it loudly.",
            story: "The pete was laid out by trade, and the trades never quite left. Books \
                on Avenue Road, bangles in Balepet, brass a lane further, and grain in \
                Taragupet, where porters have right of way over everyone, including us.\n\n\
                Prakash used to buy his engineering textbooks here, third hand, with \
                someone else’s answers in the margin. He will show you the shop, and how to \
                bargain for a book without looking at it. We duck into a weaver’s yard in \
                Cubbonpet, then the small square before the Dharmaraya temple, where the \
                Karaga procession sets out on the April full moon.\n\n\
                It ends with chilli bajji from a cart that appears at five. Wear your bag \
                on the front, keep left, and when somebody shouts from behind, move first \
                and wonder why later.",
            domain: Domain::Heritage,
            neighborhood: "chickpet",
            meeting_point: "Chickpet metro station, the exit on the Avenue Road side",
            latitude: 12.9668,
            longitude: 77.5748,
            duration_minutes: 150,
            languages: &["English", "Kannada", "Tamil"],
            included: "Bajji, tea, a hand-drawn map of the trades",
            bring: "A small bag that closes, water",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 500,
            stake_rupees: 200,
            capacity: 12,
            weekdays: &[2, 5],
            starts: (15, 0),
            pictures: &[
                (
                    Hour::Day,
                    "An old bazaar corner with arched upper windows and painted shutters, a \
                        temple tank and domes in the distance",
                ),
                (
                    Hour::Dusk,
                    "The bazaar corner in violet evening light, windows glowing and bulbs \
                        strung from roof to tree",
                ),
            ],
        },
        Experience {
            slug: "kannada-for-buying-vegetables",
            title: "Kannada for buying vegetables",
            summary: "Learn forty words on a footpath, then spend a hundred rupees using \
                only those.",
            story: "You have lived here three years and can say swalpa adjust maadi. This is \
                the next lesson. It takes ninety minutes, happens standing up, and costs \
                whatever your vegetables cost.\n\n\
                First we sit on the steps near 8th Cross with a sheet of forty words: \
                numbers, greens, too much, a little less, fresh or yesterday’s. Kavya is a \
                patient teacher and a terrible mimic. Then you get a list (half a kilo of \
                beans, two coconuts, curry leaves thrown in for nothing) and the whole \
                market to practise on.\n\n\
                The sellers know us. Sharadamma at the corner corrects everyone’s vowels \
                and has not yet overcharged a learner who blushed. We regroup over \
                sugarcane juice to compare prices, and whoever paid least explains how.",
            domain: Domain::Learning,
            neighborhood: "malleshwaram",
            meeting_point: "Steps by the 8th Cross end of Sampige Road",
            latitude: 13.0035,
            longitude: 77.5709,
            duration_minutes: 90,
            languages: &["English", "Kannada", "Hindi"],
            included: "Word sheet, sugarcane juice",
            bring: "₹100 in small notes, a cloth bag",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 100,
            capacity: 10,
            weekdays: &[1, 3],
            starts: (17, 0),
            pictures: &[
                (
                    Hour::Dusk,
                    "Vegetable baskets at the foot of a corner house, a board with painted \
                        letters leaning on the wall, evening sky",
                ),
                (
                    Hour::Day,
                    "A reading bench beneath a flowering tree, a corner shop with its awning \
                        down against the noon sun",
                ),
            ],
        },
        Experience {
            slug: "three-old-pubs-and-a-plate-of-peanuts",
            title: "Three old pubs and a plate of peanuts",
            summary: "A slow evening round the rock-and-draught pubs off Church Street, with \
                the stories that go with the stools.",
            story: "Before the city had craft anything it had mugs, wooden benches and one \
                cassette of Deep Purple. Some of that is still upstairs, off Church Street \
                and Rest House Road, if you know which staircase.\n\n\
                We climb three. At each you get a small draught or a fresh lime soda, a \
                plate of peanut masala or beef chilli (there is a paneer one), and somebody \
                who remembers: a waiter of thirty-one years, a man who drew the wall \
                posters, a regular who proposed under the dartboard and is still married.\n\n\
                It is an evening for talking, so the group stays at ten and the pace stays \
                slow. You must be twenty-one and have a card that says so. We walk \
                everybody to the metro before the last train, and nobody is asked to keep \
                up.",
            domain: Domain::Nightlife,
            neighborhood: "church-street",
            meeting_point: "MG Road metro station, the Church Street side exit",
            latitude: 12.9752,
            longitude: 77.6054,
            duration_minutes: 150,
            languages: &["English", "Hindi"],
            included: "Three small drinks, three plates to share",
            bring: "Photo ID that shows you are 21",
            refund_preset: RefundPreset::Strict,
            price_rupees: 1400,
            stake_rupees: 300,
            capacity: 10,
            weekdays: &[3, 4],
            starts: (19, 0),
            pictures: &[
                (
                    Hour::Night,
                    "A narrow corner pub lit from inside, stars over a dark skyline and \
                        coloured bulbs along the street",
                ),
                (
                    Hour::Dusk,
                    "Lamps coming on above a striped awning, a staircase door half open, the \
                        sky turning purple",
                ),
            ],
        },
    ],
};

const STUDIO_NEEL: Organization = Organization {
    slug: "studio-neel",
    name: "Studio Neel",
    tagline: "A small dye house behind Jayanagar market.",
    bio: "I am Neelima Hegde. I studied textile chemistry, worked eleven years for a mill, \
        and then wanted to touch the cloth again. The studio has two vats, one long table \
        and room for eight people who do not mind blue hands.",
    verified: true,
    experiences: &[
        Experience {
            slug: "indigo-block-printing-behind-the-market",
            title: "Indigo block printing in a lane behind the market",
            summary: "Print a two-metre length with hand-cut teak blocks and take it through \
                the indigo vat yourself.",
            story: "The lane runs behind the 4th Block market, between a key cutter and a \
                man who sells only rope. Ring twice; the first bell is usually lost under \
                the sound of somebody beating cloth.\n\n\
                I will give you two metres of scoured cotton and a choice of nine blocks, \
                cut for me in Pedana. You learn to load the block, set it down by its \
                corner pin and strike once with the heel of the hand. Most people print too \
                wet for half an hour and then, quite suddenly, do not. The resist is clay, \
                lime and gum, so it smells a little of riverbank.\n\n\
                After lunch the cloth goes into the vat green and comes out blue in front \
                of you, as the air reaches it. Three dips for sky, seven for midnight. It \
                travels home damp, in newspaper.",
            domain: Domain::Craft,
            neighborhood: "jayanagar",
            meeting_point: "The blue gate in the lane behind Jayanagar 4th Block market",
            latitude: 12.9289,
            longitude: 77.5838,
            duration_minutes: 240,
            languages: &["English", "Kannada", "Hindi"],
            included: "Cloth, blocks, apron, gloves, a vegetarian lunch",
            bring: "Clothes that may turn blue",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 1800,
            stake_rupees: 500,
            capacity: 8,
            weekdays: &[5],
            starts: (11, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A brown corner workshop in clear daylight, cloth hanging beside its \
                        awning, small white blossoms on the tree",
                ),
                (
                    Hour::Dawn,
                    "A quiet lane at first light, shutters still half closed, a kolam of \
                        dots before the workshop door",
                ),
                (
                    Hour::Dusk,
                    "Dyed lengths drying on a line between the corner house and a tree, the \
                        last sun behind rooftops",
                ),
            ],
        },
        Experience {
            slug: "onion-skin-pomegranate-and-rust",
            title: "Onion skin, pomegranate and rust",
            summary: "A morning with kitchen waste, four mordants and twenty-four small \
                squares of colour to keep.",
            story: "Save your onion skins for a week. The brown ones give copper, the pink \
                ones a green that surprises everybody, and the yellow comes whether you \
                want it or not.\n\n\
                We run four pots side by side: onion, pomegranate rind, marigold from the \
                temple’s Monday heap, and madder root. Each gets the same cotton, silk and \
                wool, and each is shifted with alum, iron, tannin or nothing at all. I \
                weigh things. You will be asked to weigh them too, and to write the number \
                down, because a colour you cannot repeat is only an accident.\n\n\
                By one o’clock you have twenty-four swatches, tied to a card in your own \
                handwriting, and a stole dyed in whichever pot you trusted most. The iron \
                pot makes excellent greys and ruins spoons.",
            domain: Domain::Craft,
            neighborhood: "jayanagar",
            meeting_point: "The blue gate in the lane behind Jayanagar 4th Block market",
            latitude: 12.9289,
            longitude: 77.5838,
            duration_minutes: 210,
            languages: &["English", "Kannada"],
            included: "A silk stole, swatch card, dyes, filter coffee twice",
            bring: "A week of dry onion skins, if you have them",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 2200,
            stake_rupees: 500,
            capacity: 6,
            weekdays: &[6],
            starts: (9, 30),
            pictures: &[
                (
                    Hour::Day,
                    "Four round pots steaming in front of an arched workshop window, sun \
                        above a pale skyline",
                ),
                (
                    Hour::Dawn,
                    "A craft yard with bundles of rind and root on the step, the tree just \
                        catching the light",
                ),
            ],
        },
        Experience {
            slug: "mend-the-shirt-you-love",
            title: "Mend the shirt you love",
            summary: "Bring one garment with a hole in it and leave wearing it.",
            story: "Everyone owns a shirt they cannot throw away. Bring that one. I have \
                seen a father’s police uniform, a school pinafore, and a Ramones tour shirt \
                that was by then mostly holes.\n\n\
                We sit by the window with good light and decide what the cloth can bear. A \
                thin elbow wants a woven darn; a tear on the straight wants a patch laid \
                under and run over with small stitches, the way quilts are made in north \
                Karnataka by the Siddi women. I keep thread in sixty colours so you can \
                hide the repair, or fifteen indigos if you would rather it showed.\n\n\
                Two hours is enough for one honest hole. If you finish early, there is a \
                basket of the studio’s own aprons, and I am not proud.",
            domain: Domain::Craft,
            neighborhood: "jayanagar",
            meeting_point: "The blue gate in the lane behind Jayanagar 4th Block market",
            latitude: 12.9289,
            longitude: 77.5838,
            duration_minutes: 120,
            languages: &["English", "Kannada", "Hindi"],
            included: "Needles, threads, patch cloth, tea",
            bring: "One washed garment that needs you; reading glasses",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 700,
            stake_rupees: 0,
            capacity: 8,
            weekdays: &[3],
            starts: (16, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A sewing table in the shade of a corner awning, thread reels along the \
                        sill, afternoon light",
                ),
                (
                    Hour::Dusk,
                    "One lit arched window above a closed shutter, a lamp over somebody’s \
                        stitching, first bulbs on the string",
                ),
            ],
        },
        Experience {
            slug: "repeats-for-people-who-cannot-draw",
            title: "Repeats, for people who cannot draw",
            summary: "Two hours with scissors, tracing paper and one leaf, to make a pattern \
                that could run for ever.",
            story: "You need one leaf. Pick it up on the way; 9th Main is full of them. \
                Flatten it in a book on the bus.\n\n\
                A repeat is arithmetic wearing a nice dress. We cut a square of paper \
                twice, swap the quarters, and draw only in the gap that appears. Do it \
                again and the edges have vanished: the leaf runs off one side and comes in \
                at the other, and nobody can find the join. Half-drop, brick, mirror and \
                turn come next, each with a cloth from my shelf to check it against. There \
                is a Machilipatnam chintz I have studied for ten years without finding \
                where it begins.\n\n\
                You will leave with one finished tile in ink and a sheet on which I have \
                printed it a hundred times.",
            domain: Domain::Art,
            neighborhood: "jayanagar",
            meeting_point: "The blue gate in the lane behind Jayanagar 4th Block market",
            latitude: 12.9289,
            longitude: 77.5838,
            duration_minutes: 120,
            languages: &["English", "Kannada"],
            included: "Paper, ink, brushes, a printed sheet of your pattern",
            bring: "One leaf",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 600,
            stake_rupees: 150,
            capacity: 10,
            weekdays: &[1],
            starts: (17, 0),
            pictures: &[
                (
                    Hour::Dusk,
                    "An artist’s easel beside a corner house at sundown, leaf patterns \
                        repeated on the shutters",
                ),
                (
                    Hour::Day,
                    "A bright street of arched windows, a tree in flower dropping leaves \
                        over a drawing board",
                ),
            ],
        },
    ],
};

const BAITHAK_BASAVANAGUDI: Organization = Organization {
    slug: "baithak-basavanagudi",
    name: "Baithak",
    tagline: "Music at the distance it was made for.",
    bio: "A listening circle begun in 1988 by the late Smt. Rukmini Rao on her own verandah. \
        We are eleven volunteers, most of us retired. We use no amplification, start on \
        time, and serve coffee afterwards.",
    verified: true,
    experiences: &[
        Experience {
            slug: "last-evening-raga-under-the-rain-tree",
            title: "The last evening raga under the rain tree",
            summary: "One singer, one tanpura, no microphone, and the light going while the \
                raga does.",
            story: "Kindly be seated by five twenty-five. The mats are spread under the rain \
                tree in the side garden, and those who prefer a chair will find nine along \
                the compound wall.\n\n\
                A single raga is sung from half past five until it is too dark to see the \
                singer’s hands. Some months it is Purvi, some months Shree or Marwa; the \
                artist chooses on the day and does not announce it. The parakeets arrive at \
                about ten to six and have strong opinions. We have learnt to leave room for \
                them.\n\n\
                There is no admission fee and there has never been one. The stake is only \
                so that a seat kept for you is a seat you use; it returns when you do come. \
                Coffee follows, and the artist drinks it with us.",
            domain: Domain::Music,
            neighborhood: "basavanagudi",
            meeting_point: "Side garden gate, off Bull Temple Road near Ramakrishna Ashrama",
            latitude: 12.9438,
            longitude: 77.5690,
            duration_minutes: 90,
            languages: &["English", "Kannada"],
            included: "Mats, coffee, a printed note on the raga",
            bring: "A shawl in December and January",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 250,
            capacity: 40,
            weekdays: &[6],
            starts: (17, 30),
            pictures: &[
                (
                    Hour::Dusk,
                    "A small stage set under a wide flowering tree, a purple corner house \
                        behind it and a low gold moon",
                ),
                (
                    Hour::Night,
                    "The garden after the concert: stars, a string of warm bulbs and empty \
                        mats by the lit windows",
                ),
                (
                    Hour::Day,
                    "The rain tree at four o’clock, mats rolled against a wall, a corner \
                        house with its awning out",
                ),
            ],
        },
        Experience {
            slug: "first-hour-with-a-mridangam",
            title: "First hour with a mridangam",
            summary: "Four strokes, one drum each, and a teacher who has begun with \
                beginners for forty years.",
            story: "Vidwan Sri T. S. Nanjundaiah takes six persons at a time in the front \
                room of his house near 15th Cross. He prefers adults who believe that they \
                have no rhythm. He says they listen better.\n\n\
                You will sit on the floor with the drum across the ankle; a cushion is \
                provided, and a stool for stiff knees. The first half hour has four \
                strokes, tha, dhi, thom and nam, each spoken before it is struck. In the \
                second they are joined, slowly, until the room plays a single line \
                together. He tunes each drum himself, with a stone and a wooden peg, and \
                explains the black paste at its centre.\n\n\
                Semolina dumplings are sent out by the family at the end. It is not \
                possible to refuse.",
            domain: Domain::Music,
            neighborhood: "malleshwaram",
            meeting_point: "Ground-floor house on 15th Cross, brass drum on the door",
            latitude: 13.0098,
            longitude: 77.5702,
            duration_minutes: 75,
            languages: &["Kannada", "Tamil", "English"],
            included: "Use of a drum, a snack from the kitchen",
            bring: "Loose trousers; remove rings",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 900,
            stake_rupees: 200,
            capacity: 6,
            weekdays: &[0, 5],
            starts: (10, 30),
            pictures: &[
                (
                    Hour::Day,
                    "A front room with its shutters open onto the street, a drum on the step \
                        beneath a striped awning",
                ),
                (
                    Hour::Dawn,
                    "A music teacher’s corner house in pink light, garland over the door, \
                        bulbs not yet lit",
                ),
            ],
        },
        Experience {
            slug: "keep-tala-with-your-hands",
            title: "Keep tala with your hands",
            summary: "A free class for listeners: learn to count along so that a concert is \
                never again only pleasant.",
            story: "Half of every concert audience is beating time on its knee, and the \
                other half is wondering what they are counting. This class is for the \
                second half.\n\n\
                We begin with adi tala: a clap and three fingers, then clap, wave, clap, \
                wave. When eight beats run by themselves, Smt. Padma sings a simple kriti \
                above them and you must not let go. Afterwards come rupaka, which is short, \
                and khanda chapu, which limps in a manner that children find very funny.\n\n\
                No musical knowledge is asked for, and nobody is made to sing. Small ones \
                above seven are welcome with a grown-up. There is nothing to pay, and no \
                stake either. If you cannot come, a message is a courtesy to whoever is \
                waiting.",
            domain: Domain::Learning,
            neighborhood: "basavanagudi",
            meeting_point: "Reading room above the co-operative bank, Gandhi Bazaar main road",
            latitude: 12.9462,
            longitude: 77.5709,
            duration_minutes: 60,
            languages: &["Kannada", "English"],
            included: "A counting sheet, buttermilk",
            bring: "Two hands",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 0,
            capacity: 25,
            weekdays: &[2],
            starts: (18, 15),
            pictures: &[
                (
                    Hour::Dusk,
                    "A lit upstairs room above a shuttered bank, books on the sill, a lamp \
                        string swaying over the lane",
                ),
                (
                    Hour::Night,
                    "The corner after class, moon over tiled roofs, pupils’ chalk marks \
                        among the dots of a kolam",
                ),
            ],
        },
    ],
};

const BENGALURU_NIGHT_WALKS: Organization = Organization {
    slug: "bengaluru-night-walks",
    name: "Bengaluru Night Walks",
    tagline: "Torches down, ears up.",
    bio: "Three ecologists and a schoolteacher. We count bats for a university, moths for \
        ourselves, and trees because they hold still. Whispering is a skill and you will \
        pick it up in about ten minutes.",
    verified: true,
    experiences: &[
        Experience {
            slug: "bats-owls-and-sounds-of-cubbon-park",
            title: "Bats, owls and the night sounds of Cubbon Park",
            summary: "A quiet hour and a half with fruit bats, spotted owlets and a detector \
                that lets you hear the rest.",
            story: "At seven the joggers leave and the shift changes. Flying foxes peel off \
                the tall trees near the library, one by one, then forty at once. Count if \
                you can. Our best is 612, and Farah thinks she missed some.\n\n\
                We go slowly along the bamboo with red torches, which owls do not seem to \
                mind. Spotted owlets live in a hollow in one of the old rain trees; they \
                bob their heads at us like aunties. The small bats you cannot hear at all, \
                so we carry a box that drops their calls into our range. A pipistrelle \
                closing on a mosquito sounds like a zip.\n\n\
                There will be toads, perhaps a civet, certainly a security guard named \
                Manjunath who knows more than we do. Please skip perfume and repellent \
                until the end.",
            domain: Domain::Nature,
            neighborhood: "cubbon-park",
            meeting_point: "Steps of the State Central Library, Cubbon Park",
            latitude: 12.9747,
            longitude: 77.5934,
            duration_minutes: 90,
            languages: &["English", "Kannada"],
            included: "Red torch, bat detector to pass round, bat count sheet",
            bring: "Closed shoes, dark clothes, phone on silent",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 350,
            stake_rupees: 150,
            capacity: 12,
            weekdays: &[4, 6],
            starts: (19, 15),
            pictures: &[
                (
                    Hour::Night,
                    "A green corner house under a huge pale moon, stars scattered above, \
                        round trees where bats might hang",
                ),
                (
                    Hour::Dusk,
                    "A lake with a moored boat and tall trees behind, the park’s edge just \
                        before the bats fly",
                ),
            ],
        },
        Experience {
            slug: "a-bedsheet-a-lamp-and-forty-moths",
            title: "A bedsheet, a lamp and forty moths",
            summary: "We hang a white sheet in a Sadashivanagar garden, switch on a lamp and \
                see who comes.",
            story: "It is exactly what it says. A double bedsheet, a mercury lamp, a washing \
                line. Then you sit in somebody’s garden near Sankey Tank, with tea, and the \
                guests arrive by themselves.\n\n\
                First the brown ones that all look alike until Suhel lends you a lens, and \
                then none do: one is dressed as a dead leaf, one as bird droppings, one has \
                antennae like tiny combs. A hawk moth comes in like a thrown shoe. On a \
                damp night after rain we pass forty kinds in an hour; on a cold one we have \
                had six and a very good conversation.\n\n\
                Everything is photographed, named as far as anybody can, and left alone. \
                The lamp goes off at nine forty-five, so that they can get on with their \
                evening.",
            domain: Domain::Nature,
            neighborhood: "sadashivanagar",
            meeting_point: "Sankey Tank gate on Sankey Road; the garden is five minutes on",
            latitude: 13.0086,
            longitude: 77.5752,
            duration_minutes: 105,
            languages: &["English", "Hindi"],
            included: "Tea, hand lens for the evening, link to your sightings",
            bring: "A jacket; a phone that takes close pictures",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 400,
            stake_rupees: 150,
            capacity: 10,
            weekdays: &[5],
            starts: (20, 0),
            pictures: &[
                (
                    Hour::Night,
                    "A white sheet hung between a tree and a corner house, moon and stars \
                        above, small wings round the bulbs",
                ),
                (
                    Hour::Dusk,
                    "A garden wall by still water, one boat, the sky going violet over a \
                        pale skyline",
                ),
            ],
        },
        Experience {
            slug: "lalbagh-before-the-joggers",
            title: "Lalbagh before the joggers",
            summary: "Twelve trees by touch, smell and shadow, from the old gneiss rock to \
                the silk cotton giant.",
            story: "We do keep a daytime walk. It starts at six, under protest.\n\n\
                Lalbagh has trees from four continents that have forgotten they were ever \
                guests. Meet twelve of them properly. Put your palm on the cannonball tree, \
                where flowers come straight out of the trunk. Crush one leaf of camphor. \
                Stand in the buttresses of the silk cotton, which are taller than you, and \
                hear the traffic disappear. The mangoes near the rock may go back to Tipu \
                Sultan’s gardeners, and we will show you why we say “may”.\n\n\
                At half past seven the speakers and the stretching groups arrive, and we \
                hand the place over. No fee for this one; Radhika teaches it on her own \
                morning off, and would just like to know how many idlis to order.",
            domain: Domain::Nature,
            neighborhood: "lalbagh",
            meeting_point: "Lalbagh West Gate, inside by the ticket window",
            latitude: 12.9478,
            longitude: 77.5801,
            duration_minutes: 105,
            languages: &["English", "Kannada"],
            included: "Idlis on the lawn outside the gate, a leaf card",
            bring: "Garden entry fee in change, water",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 100,
            capacity: 15,
            weekdays: &[6],
            starts: (6, 0),
            pictures: &[
                (
                    Hour::Dawn,
                    "A lake at sunrise with two small boats, tall trees in bloom and a \
                        distant dome",
                ),
                (
                    Hour::Day,
                    "A wide tree shading a garden corner, boats tied at the bank, the sun \
                        clear of the skyline",
                ),
            ],
        },
    ],
};

const DOORWAY_CLUB: Organization = Organization {
    slug: "doorway-club",
    name: "Doorway Club",
    tagline: "We stop and look at buildings. That is all.",
    bio: "Run by Joanna Fernandes, conservation architect, with a rota of opinionated \
        friends. Membership consists of having once been late because of a gable. \
        Cantonment and old city, all weathers, no umbrellas in faces please.",
    verified: true,
    experiences: &[
        Experience {
            slug: "reading-old-bengaluru-in-its-doorways",
            title: "Reading old Bengaluru in its doorways",
            summary: "Fanlights, monkey tops and grilles: how to date a Fraser Town house \
                before you reach its gate.",
            story: "A doorway is a curriculum vitae. Give me a fanlight, two hinges and a \
                step, and I will give you the decade, the owner’s trade and whether he had \
                quarrelled with his brother.\n\n\
                We take Mosque Road, Coles Road and the lanes hanging off them, and we take \
                them at the speed of a tired dog. You will learn what a monkey top is, and \
                why almost everything called one is not. We compare a 1910 cast-iron grille \
                with its 1950 descendant in flat bar, look at red oxide that has been \
                polished by four generations of bare feet, and are shown into one front \
                hall, by permission, for exactly ten minutes.\n\n\
                Arguments are welcome, provided you point at something. There are cutlets \
                afterwards.",
            domain: Domain::Heritage,
            neighborhood: "fraser-town",
            meeting_point: "Corner of Mosque Road and Coles Road",
            latitude: 12.9982,
            longitude: 77.6142,
            duration_minutes: 120,
            languages: &["English"],
            included: "A field card of forty details, mutton or vegetable cutlets",
            bring: "A pencil; no selfie sticks",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 600,
            stake_rupees: 200,
            capacity: 14,
            weekdays: &[2],
            starts: (16, 0),
            pictures: &[
                (
                    Hour::Day,
                    "A rust-coloured corner house with three arched windows, its door framed \
                        in white, domes and a tank behind",
                ),
                (
                    Hour::Dusk,
                    "The old door again at evening, fanlight glowing over the step, a string \
                        of lamps overhead",
                ),
            ],
        },
        Experience {
            slug: "stones-that-talk-in-ulsoor",
            title: "Stones that talk: an inscription hunt in Ulsoor",
            summary: "Help to find, clean and photograph old inscriptions around the \
                Someshwara temple; no fee, no stake.",
            story: "Rice’s great survey listed the inscribed stones of this district well \
                over a century ago. Some have since become kerbs, washing slabs and, in one \
                case, a cricket wicket. We go and look for them.\n\n\
                The morning begins at the Someshwara temple, with its carved gateway and \
                the sculptor’s joke on the third tier. Then we spread out, in pairs, \
                through the lanes towards the lake with a list, a soft brush and a spray of \
                plain water. If you find writing, you do not touch it further: you call \
                Vinod, who reads old Kannada and becomes extremely happy.\n\n\
                Photographs taken at a low angle go to a public archive under your name. It \
                costs nothing, because it is work. Last year’s volunteers found two lost \
                stones and one lost dog.",
            domain: Domain::Heritage,
            neighborhood: "ulsoor",
            meeting_point: "Outside the gopura of Halasuru Someshwara temple",
            latitude: 12.9753,
            longitude: 77.6238,
            duration_minutes: 150,
            languages: &["English", "Kannada", "Tamil"],
            included: "Brush, list, tender coconut",
            bring: "Hat, sunscreen, knees you can kneel on",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 0,
            stake_rupees: 0,
            capacity: 16,
            weekdays: &[5],
            starts: (7, 30),
            pictures: &[
                (
                    Hour::Dawn,
                    "A stepped temple tank in early light, carved tower on the skyline, a \
                        corner house beginning to open",
                ),
                (
                    Hour::Day,
                    "A carved stone leaning against a corner wall, tree in flower, dots of a \
                        kolam at its foot",
                ),
            ],
        },
        Experience {
            slug: "cantonment-sunday-by-bicycle",
            title: "Cantonment Sunday by bicycle",
            summary: "Eighteen easy kilometres round the old Cantonment while the roads are \
                still asleep.",
            story: "There is one hour in the week when these roads are as wide as they were \
                drawn. It is Sunday, from six.\n\n\
                From the clock at Russell Market we roll past the basilica, out along St \
                Mark’s and Residency Road, round the Parade Ground side, and back by way of \
                Richards Town and its two parks. Eighteen kilometres, nearly flat, nine \
                stops. I talk at the stops only; while riding you are to look up. Clive \
                sweeps at the back with a pump and has never once left anyone.\n\n\
                Any cycle with brakes will do, and we can lend six with a day’s notice \
                (tell us your height). Helmets are not a matter of debate. We finish where \
                we began, as the market’s bread comes out, with bun and tea on the kerb.",
            domain: Domain::Sport,
            neighborhood: "shivajinagar",
            meeting_point: "Under the clock of Russell Market",
            latitude: 12.9847,
            longitude: 77.6046,
            duration_minutes: 135,
            languages: &["English", "Hindi"],
            included: "Bun and chai, a loan cycle if you ask a day ahead",
            bring: "Helmet, cycle with working brakes",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 300,
            stake_rupees: 150,
            capacity: 14,
            weekdays: &[6],
            starts: (6, 0),
            pictures: &[
                (Hour::Dawn, "A bicycle leaning on a market corner, low sun at the end of an empty street"),
                (
                    Hour::Day,
                    "Two wheels parked below a striped awning, the road clear, a clock tower \
                        among the far roofs",
                ),
            ],
        },
    ],
};

const MUD_AND_MINUTES: Organization = Organization {
    slug: "mud-and-minutes",
    name: "Mud & Minutes",
    tagline: "Six wheels. No hurry.",
    bio: "Asha throws. Tenzin glazes. The kiln is called Gowramma. We teach in a garage in \
        Indiranagar, and nothing here is ever on sale.",
    verified: false,
    experiences: &[
        Experience {
            slug: "slow-pottery-for-hands-that-type",
            title: "Slow pottery for hands that type all day",
            summary: "A weekday morning on the wheel, finished in time for work.",
            story: "Half past seven. Phones in the biscuit tin. Wash your hands, then forget \
                about them being clean.\n\n\
                Clay first, wheel later. You wedge a lump for ten minutes, which is where \
                shoulders come down from ears. Then centring. Nobody centres on the first \
                day, and everybody does for about four seconds, and those four seconds are \
                why people come back. Asha sits opposite and says very little. Lean. \
                Breathe out. Slower.\n\n\
                Two bowls each. The better one is kept, dried, fired and glazed in the \
                colour you chose; collect it three weeks on. The other goes back in the \
                bucket and becomes somebody’s next bowl. There is a tap, a towel and strong \
                tea. You can be at your desk by ten with clay under one nail.",
            domain: Domain::Craft,
            neighborhood: "indiranagar",
            meeting_point: "Green garage door, 12th Main, near the 6th Cross corner",
            latitude: 12.9703,
            longitude: 77.6408,
            duration_minutes: 120,
            languages: &["English", "Hindi"],
            included: "Clay, apron, firing and glaze of one bowl, tea",
            bring: "Short nails, sleeves that roll",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 1200,
            stake_rupees: 300,
            capacity: 6,
            weekdays: &[1, 3],
            starts: (7, 30),
            pictures: &[
                (Hour::Dawn, "A teal corner workshop with three arches, round red sun, pots along the step"),
                (Hour::Day, "Bowls drying on a plank below a striped awning, blossom on the tree above"),
            ],
        },
        Experience {
            slug: "an-hour-of-clay-and-quiet",
            title: "An hour of clay and quiet",
            summary: "No wheel, no talking, eyes closed for most of it, one ball of clay.",
            story: "You get a stool and 400 grams of clay. That is the equipment.\n\n\
                Tenzin rings a small bell. Eyes shut. For the first quarter you only roll, \
                palm on palm, until it is as round as you can feel. Then a thumb goes in. \
                Turn, pinch, turn. You find out how thick a wall is without looking. The \
                room has eight people in it and the loudest thing is the fridge.\n\n\
                The second bell means open your eyes. Some bowls are beautiful. Some are \
                ashtrays. None are kept, and this matters: they all go back together into \
                the same lump at the end, and somehow that is the best part. Afterwards \
                there is ginger tea and you may speak, although people often do not for a \
                while.",
            domain: Domain::Wellness,
            neighborhood: "indiranagar",
            meeting_point: "Green garage door, 12th Main, near the 6th Cross corner",
            latitude: 12.9703,
            longitude: 77.6408,
            duration_minutes: 60,
            languages: &["English", "Hindi"],
            included: "Clay, ginger tea",
            bring: "Clothes you can sit low in",
            refund_preset: RefundPreset::Flexible,
            price_rupees: 500,
            stake_rupees: 150,
            capacity: 8,
            weekdays: &[0, 2],
            starts: (18, 30),
            pictures: &[
                (
                    Hour::Dusk,
                    "A calm corner at sunset, one window lit, a lotus-round tree and a still \
                        street",
                ),
                (
                    Hour::Night,
                    "Soft lamps along an empty lane, moon above the roofs, a mat by the \
                        workshop door",
                ),
            ],
        },
        Experience {
            slug: "pinch-coil-animal-for-two",
            title: "Pinch, coil, animal: clay for a child and a grown-up",
            summary: "One table, one child, one adult, one creature with as many legs as agreed.",
            story: "Bring a child of five or more. Book two seats: you are working too.\n\n\
                It goes like this. The child says which animal. The adult makes the body \
                out of a fat coil. The child makes the head. Neither may fix the other’s \
                half. This is harder for the adult. Legs are joined with slip and a \
                scratched cross, and if a leg falls off we say “lizard” and carry on.\n\n\
                There is a bucket for squashing only. We recommend it around the \
                fifty-minute mark. Tenzin shows how to paint with coloured clay, thick like \
                curd, and each pair marks its underside with both names. The creature is \
                fired on the Friday and can be fetched from the Saturday. Past ones include \
                an elephant, a bus, and a seven-legged grandmother.",
            domain: Domain::Craft,
            neighborhood: "indiranagar",
            meeting_point: "Green garage door, 12th Main, near the 6th Cross corner",
            latitude: 12.9703,
            longitude: 77.6408,
            duration_minutes: 90,
            languages: &["English", "Hindi", "Kannada"],
            included: "Clay, colours, firing, a banana each",
            bring: "A change of top for the smaller one",
            refund_preset: RefundPreset::Moderate,
            price_rupees: 750,
            stake_rupees: 100,
            capacity: 12,
            weekdays: &[6],
            starts: (10, 0),
            pictures: &[
                (
                    Hour::Day,
                    "Small clay animals on a window ledge, awning in bright stripes, sun \
                        high over the lane",
                ),
                (
                    Hour::Dawn,
                    "The workshop corner early on a Sunday, shutters down, a row of wet pots \
                        outside",
                ),
            ],
        },
    ],
};
