"""Reading a typed rhythm: words to tokens, tokens to facts, facts to a rule, a rule to its first day."""
