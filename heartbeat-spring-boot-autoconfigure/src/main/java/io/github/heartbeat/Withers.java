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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.immutables.value.Value;
import org.immutables.value.Value.Style.BuilderVisibility;

/**
 * Has an interface generated for a record, and for the records in it, with a method
 * {@code withX} for each of its components. Of the generator nothing else is visible, and
 * nothing is needed when the application runs.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.SOURCE)
@Value.Style(typeAbstract = { "HeartbeatClient*", "*" }, typeWith = "HeartbeatClient*Withers", jdkOnly = true,
		builderVisibility = BuilderVisibility.PACKAGE, allowedClasspathAnnotations = Override.class)
@interface Withers {

}
