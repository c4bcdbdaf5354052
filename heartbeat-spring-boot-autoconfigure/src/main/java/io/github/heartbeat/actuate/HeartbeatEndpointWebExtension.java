/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.actuate;

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.Assert;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link HeartbeatEndpoint}: it
 * knows who asks, and answers with an HTTP status.
 */
@EndpointWebExtension(endpoint = HeartbeatEndpoint.class)
public class HeartbeatEndpointWebExtension {

	private final HeartbeatEndpoint endpoint;

	/**
	 * Create a new extension.
	 * @param endpoint the endpoint
	 */
	public HeartbeatEndpointWebExtension(HeartbeatEndpoint endpoint) {
		Assert.notNull(endpoint, "'endpoint' must not be null");
		this.endpoint = endpoint;
	}

	/**
	 * Steer one client.
	 * @param securityContext knows who asks
	 * @param name the plain name of the client
	 * @param action {@code reconnect}, {@code close}, {@code start}, {@code pause},
	 * {@code resume} or {@code record}
	 * @return the client right after that, 400 if there is no such action, or 404 if
	 * there is no such client
	 */
	@WriteOperation
	public WebEndpointResponse<Object> steer(SecurityContext securityContext, @Selector String name, String action) {
		ClientAction clientAction = ClientAction.of(action);
		if (clientAction == null) {
			return new WebEndpointResponse<>(
					Map.of("error", "There is no such action", "allowed", ClientAction.texts()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		HeartbeatClientDescriptor client = this.endpoint.steer(name, clientAction, name(securityContext));
		return (client != null) ? new WebEndpointResponse<>(client)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static @Nullable String name(SecurityContext securityContext) {
		Principal principal = securityContext.getPrincipal();
		// It goes into a log: the name may be the user's choice
		return (principal != null) ? principal.getName().replaceAll("\\p{Cntrl}", "?") : null;
	}

}
