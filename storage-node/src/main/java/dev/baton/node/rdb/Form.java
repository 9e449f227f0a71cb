package dev.baton.node.rdb;

/** The types of RDB values that are read, by their code. Streams and modules' values are not. */
final class Form {
    static final int STRING = 0;
    static final int LIST = 1;
    static final int SET = 2;
    /** With scores as text. */
    static final int SORTED_SET_TEXT = 3;

    static final int HASH = 4;
    static final int SORTED_SET = 5;
    static final int LIST_ZIPLIST = 10;
    static final int SET_INTSET = 11;
    static final int SORTED_SET_ZIPLIST = 12;
    static final int HASH_ZIPLIST = 13;
    /** Of ziplists. */
    static final int LIST_QUICKLIST = 14;

    static final int HASH_LISTPACK = 16;
    static final int SORTED_SET_LISTPACK = 17;
    /** Of listpacks and single large elements. */
    static final int LIST_QUICKLIST_2 = 18;

    private Form() {}
}
