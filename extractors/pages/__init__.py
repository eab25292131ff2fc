"""Opening PDF files and reading one page: characters, rulings, images, renderings."""
