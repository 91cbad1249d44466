"""The plan of segments over the tables of a build, in queries that write nothing; the other rooms read it, too."""
