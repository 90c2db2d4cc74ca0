"""How the product speaks: sentences in the reader's language, and figures and dates as officials write them."""
