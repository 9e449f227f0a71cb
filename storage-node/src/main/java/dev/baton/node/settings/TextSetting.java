package dev.baton.node.settings;

/** A setting with a form of its own, such as a list of limits; kept as it is told. */
public final class TextSetting implements Setting {
    /** Reads what CONFIG SET was given. */
    interface Form {
        /**
         * @param before the value until now
         * @return how the new value is told from now on
         * @throws SettingRefusedException with what is wrong
         */
        String read(String before, String text) throws SettingRefusedException;
    }

    private final String name;
    private final Form form;
    private String value;

    TextSetting(String name, String initial, Form form) {
        this.name = name;
        this.value = initial;
        this.form = form;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String value() {
        return value;
    }

    @Override
    public Runnable change(String text) throws SettingRefusedException {
        String next = form.read(value, text);
        return () -> value = next;
    }
}
