package dev.baton.operator.members;

import dev.baton.protocol.ControlCommand;
import dev.baton.protocol.MemberName;

/** A command and the member it is for. */
public record Order(MemberName member, ControlCommand command) {}
