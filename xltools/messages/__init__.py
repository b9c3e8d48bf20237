"""The numbered messages of readers, in Chinese and English, and what fills them."""
