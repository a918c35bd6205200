"""The reviewer's desk: pages for people who rule, in Chinese, offline."""
