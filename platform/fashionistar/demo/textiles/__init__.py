"""Pictures drawn from code: cloth patterns, garments cut from them, and the files that a shop window needs."""
