package dev.baton.node.settings;

/**
 * What can't be changed while the process runs.
 *
 * @param instead what to do to change it, or why nobody can
 */
public record FixedSetting(String name, String value, String instead) implements Setting {
    @Override
    public Runnable change(String text) throws SettingRefusedException {
        throw new SettingRefusedException("can't set immutable config: " + instead);
    }
}
