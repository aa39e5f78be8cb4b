"""The course compiler: proves that a course teaches what it says and that its checks see."""
