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

package io.github.heartbeat.demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The demo. Run it from the root of the repository, then open http://localhost:8080, or
 * watch its log: <pre>
 * mvn -pl demo -am spring-boot:run
 * </pre> In another terminal, look at the clients, and put faults between {@code feed}
 * and its server: <pre>
 * curl localhost:8080/actuator/health
 * curl localhost:8080/actuator/heartbeat/feed
 * curl localhost:8080/faults
 * curl -X POST localhost:8080/faults/cut
 * curl -X POST localhost:8080/faults/half-open
 * curl -X POST localhost:8080/faults/freeze
 * curl -X POST localhost:8080/faults/none
 * curl -X POST localhost:8080/faults/close?client=seed-style
 * </pre> Give it another port, another feed, one more client: <pre>
 * mvn -pl demo -am package
 * java -jar demo/target/heartbeat-demo-*.jar --server.port=9090 \
 *     --heartbeat.client.feed.url=wss://feed.example.com/prices \
 *     --heartbeat.client.extra.url=wss://feed.example.com/orders
 * </pre> Print what the clients receive, too: <pre>
 * java -jar demo/target/heartbeat-demo-*.jar \
 *     --logging.level.io.github.heartbeat.demo.client=debug
 * </pre> It listens on 127.0.0.1 only, since the faults are open to everyone who can
 * reach them; {@code --server.address=0.0.0.0} changes that.
 */
@EnableScheduling
@SpringBootApplication
public class DemoApplication {

	public static void main(String[] args) {
		SpringApplication.run(DemoApplication.class, args);
	}

}
