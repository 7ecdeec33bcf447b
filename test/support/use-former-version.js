/** What a stack has that outlives every upgrade is what servers of this version take. */
process.env.SYNTASK_TEST_SERVER_VERSION = "3.1.0";
