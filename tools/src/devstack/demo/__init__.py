"""`vinculo demo`: a sample company, and a story that is played on it through the public doors."""
