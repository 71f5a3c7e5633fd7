package dev.activityservice.local.access;

import dev.activityservice.local.command.TerminalText;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the argument {@code TYPE/ID}. The id is not decoded. */
final class EntityArgument implements ITypeConverter<EntityRef> {

    static final String LABEL = "TYPE/ID";
    static final String DESCRIPTION =
            "The entity of the timeline, for example order/ORD-1. The id is not percent-decoded.";

    @Override
    public EntityRef convert(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new TypeConversionException("it must be a type, a slash and an id, for example order/ORD-1, not \""
                    + TerminalText.line(text) + "\"");
        }
        try {
            return EntityRef.of(text.substring(0, slash), text.substring(slash + 1));
        } catch (InvalidValueException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
