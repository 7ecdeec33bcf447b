/** The server of these tests is the newest one. */
process.env.SYNTASK_TEST_API_URL = process.env.SYNTASK_TEST_NEWEST_API_URL;
process.env.SYNTASK_TEST_SERVER_VERSION = process.env.SYNTASK_TEST_NEWEST_VERSION;
