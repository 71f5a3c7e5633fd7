package com.example.shop.application;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.Principal;
import java.util.Set;

/** The shop reads everything. A customer reads the customer's own timeline, without the ids of traces. */
public final class ShopReadPolicy implements ReadPolicy {

    @Override
    public Decision decide(Principal principal, EntityRef entity) {
        if (principal == null) {
            return Decision.unauthenticated();
        }
        if (principal.claim("role").contains("shop")) {
            return Decision.allowed();
        }
        boolean own = entity.type().equals("customer") && entity.id().equals(principal.id());
        return own ? Decision.allowedWithout(Set.of(HiddenField.TRACE)) : Decision.forbidden();
    }
}
