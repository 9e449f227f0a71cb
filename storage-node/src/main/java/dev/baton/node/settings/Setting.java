package dev.baton.node.settings;

/** One setting, as CONFIG knows it. */
public sealed interface Setting permits Choice, FixedSetting, NumberSetting, TextSetting {
    /** In lower case. */
    String name();

    /** As CONFIG GET tells it. */
    String value();

    /**
     * Checks a new value and changes nothing yet.
     *
     * @return makes it the value; never fails
     * @throws SettingRefusedException with what is wrong with it
     */
    Runnable change(String text) throws SettingRefusedException;
}
