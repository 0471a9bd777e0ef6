"""Key images: uploads read by their content, made anew, kept as files under names of our own."""
