"""The questions a new community starts with; more decks come with the prompt bank."""

from bot.i18n import later

PRACTICE = "practice"
SHIPPED: dict[str, tuple[str, ...]] = {
    PRACTICE: (
        later("What did you do this week that you would do the same way again?"),
        later("What are you stuck on, in one sentence?"),
        later("Which small habit has saved you the most time this year?"),
        later("What did you believe about our work a year ago that you no longer do?"),
        later("Who taught you something lately, and what was it?"),
        later("Which tool did you stop using, and what took its place?"),
        later("What would you ask somebody with ten years more of this than you?"),
        later("Which rule of thumb of yours would surprise the rest of us?"),
        later("What went wrong lately that others could learn from?"),
        later("What is the most boring part of your work that matters most?"),
        later("Which question do newcomers ask that you still cannot answer well?"),
        later("What did you leave undone on purpose, and were you right?"),
        later("Which piece of advice do you give often, and do you follow it?"),
        later("What changed in your field this year that changed what you do?"),
        later("If you could watch one of us work for a day, what would you look for?"),
        later("What have you read, heard or seen lately that we should know of?"),
        later("Which of your failures are you now glad about?"),
        later("What would you make simpler if nobody could object?"),
        later("What do you know that is written down nowhere?"),
        later("Which decision are you putting off, and what would settle it?"),
        later("What do people outside our field get wrong about it?"),
        later("What did somebody here say that you have used since?"),
        later("Where do you cut corners, and where never?"),
        later("What would you like to be able to do by this time next year?"),
    ),
}
