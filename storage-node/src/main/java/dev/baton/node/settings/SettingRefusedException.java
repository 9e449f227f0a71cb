package dev.baton.node.settings;

/** A value that a setting can't take. Its message goes into CONFIG SET's error. */
public final class SettingRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingRefusedException(String why) {
        super(why, null, false, false);
    }

    /** What is wrong with the value. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
