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

package io.github.heartbeat;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;

/**
 * Annotation that marks a method as a listener for the events of one or more
 * {@linkplain HeartbeatClient clients}, and first of all for their messages.
 * <p>
 * The method must have one parameter that says what it listens to:
 * <ul>
 * <li>an event: all events of that type, {@code HeartbeatEvent} for all there are;</li>
 * <li>{@link HeartbeatMessage}: text and binary messages;</li>
 * <li>{@link String}: text messages;</li>
 * <li>{@code byte[]}: binary messages, in an array that is shared with all listeners and
 * must not be changed;</li>
 * <li>{@link java.nio.ByteBuffer}: binary messages, in a read-only buffer of its
 * own;</li>
 * <li>any other type: text messages, read as JSON by the application's
 * {@code JsonMapper}. What is read is never {@code null}. A text that can't be read is
 * logged, without showing it, and counted as a failure of a listener; the method is not
 * called, other listeners and the next message are not affected.</li>
 * </ul>
 * and may have others of type {@link HeartbeatClient} and {@link HeartbeatConnection},
 * which are given the client and the connection that the event is from; the connection of
 * an event about an attempt to connect is {@code null}.
 * <p>
 * What the method returns is sent over the connection of the event as by
 * {@link HeartbeatConnection#send(Object)}, or over the client where the event has none,
 * unless it is {@code null}: a string as text, bytes as a binary message, anything else
 * as JSON, an array or a collection as one message. The result of a
 * {@link java.util.concurrent.CompletionStage} is sent once it is there. A result that
 * can't be sent is logged and counted as a failure of a listener.
 * <p>
 * The rules of {@link EventListener @EventListener} hold otherwise. The method is called
 * on the thread that delivers the events of the client, one after the other, listeners of
 * the same event in their {@link org.springframework.core.annotation.Order @Order}. What
 * it throws is logged and counted, and later listeners of the same event are not called.
 * It may be asynchronous or transactional. Where the bean is proxied the method must not
 * be private, and must be declared in an interface if the proxy is made of interfaces.
 * <p>
 * A name that no client has, or a method of any other form, stops the start of the
 * application.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@EventListener
@Reflective(HeartbeatListenerReflectiveProcessor.class)
public @interface HeartbeatListener {

	/**
	 * Alias for {@link #clients}.
	 * @return the names of clients
	 */
	@AliasFor("clients")
	String[] value() default {};

	/**
	 * The plain names of the clients, as in {@code heartbeat.client.<name>}. Placeholders
	 * such as <code>${app.feeds}</code> are resolved, and may stand for several names
	 * with commas between them. No name at all means all clients.
	 * @return the names of clients
	 */
	@AliasFor("value")
	String[] clients() default {};

}
