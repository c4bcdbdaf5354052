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

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.Delimiter;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the packages, as CONTRIBUTING tells them.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ArchitectureTests {

	private static final String ROOT = "io.github.heartbeat";

	private JavaClasses classes;

	@BeforeAll
	void importClasses() {
		this.classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages(ROOT);
	}

	@Test
	void packagesHaveNoCycles() {
		check(SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
	}

	/**
	 * The table in {@code docs/design.md}: each package, and what it knows of this
	 * project.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
			event                     | .
			transport                 | .
			transport.netty           | . transport
			transport.standard        | . transport transport.standard.tomcat
			transport.standard.tomcat | . transport
			engine.concurrent         | ``
			engine.send               | . transport engine.concurrent
			engine.receive            | . event engine.concurrent
			engine.liveness           | . transport engine.send engine.concurrent
			engine                    | . event transport engine.concurrent engine.send engine.receive engine.liveness
			listener                  | . event engine engine.send
			metrics                   | . event
			health                    | . event
			record                    | . transport
			actuate                   | . event record
			""")
	void packagesKnowOnlyWhatTheDesignSays(String name, String known) {
		String[] allowed = Stream
			.concat(Stream.of(ROOT + "." + name),
					Stream.of(known.split(" ")).filter(StringUtils::hasLength).map(ArchitectureTests::packageOf))
			.toArray(String[]::new);
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT + "." + name)
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + "..")
				.and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(allowed)))));
	}

	private static String packageOf(String name) {
		return name.equals(".") ? ROOT : ROOT + "." + name;
	}

	@Test
	void theApiKnowsNothingElse() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".*.."));
	}

	/**
	 * Whoever makes a record in a test writes down all of its components.
	 */
	@Test
	void publicRecordsAreSmall() {
		List<JavaClass> records = this.classes.stream()
			.filter((type) -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC)
					&& !type.isAssignableTo(HeartbeatClientSettings.class))
			.toList();
		assertThat(records).hasSizeGreaterThan(10)
			.allSatisfy((type) -> assertThat(type.reflect().getRecordComponents()).hasSizeLessThanOrEqualTo(10));
	}

	/**
	 * The settings are bound by Boot as they are, so that each is declared once. They say
	 * so in annotations, and know nothing else of Boot.
	 */
	@Test
	void theApiKnowsOfBootTheAnnotationsOfItsSettingsAlone() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.springframework.boot..")
				.and(DescribedPredicate.not(
						JavaClass.Predicates.belongToAnyOf(DefaultValue.class, DurationUnit.class, Delimiter.class)))));
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(ROOT)
			.and(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(HeartbeatClientSettings.class))
				.and(DescribedPredicate.not(JavaClass.Predicates.simpleName("DefaultValues"))))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.."));
	}

	@Test
	void classesOfAPackageAreFreeOfCircles() {
		for (String name : new String[] { "transport", "transport.netty", "transport.standard",
				"transport.standard.tomcat", "engine.concurrent", "engine.send", "engine.receive", "engine.liveness",
				"engine", "event", "listener", "metrics", "health", "record", "actuate", "autoconfigure" }) {
			check(SlicesRuleDefinition.slices()
				.assignedFrom(new TopLevelClasses(ROOT + "." + name))
				.should()
				.beFreeOfCycles());
		}
	}

	@Test
	void engineAndTransportsKnowNeitherBootNorMicrometer() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT + ".engine..", ROOT + ".transport..", ROOT + ".event")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot..", "io.micrometer..", "tools.jackson.."));
	}

	@Test
	void nothingOfAContainerIsVisibleInTheEngine() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT + ".engine..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.websocket..", "org.apache.tomcat..", "io.netty..",
					"org.springframework.web.socket.client..", "org.springframework.web.socket.adapter.."));
	}

	@Test
	void onlyTheAutoConfigurationChoosesATransport() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(ROOT + ".transport.standard..", ROOT + ".transport.netty", ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + ".transport.standard..", ROOT + ".transport.netty"));
	}

	@Test
	void onlyItsTransportKnowsNetty() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(ROOT + ".transport.netty", ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.netty.."));
	}

	/**
	 * The handlers for logging print messages, and the codec for WebSocket keeps a frame
	 * until it is whole.
	 */
	@Test
	void nettyIsUsedWithoutItsLoggingAndItsFrames() {
		check(ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty.handler.logging..", "io.netty.handler.codec.http.websocketx.."));
	}

	@Test
	void nothingDependsOnTheAutoConfiguration() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".autoconfigure"));
	}

	@Test
	void whoLogsInTheEngineCannotFailByIt() {
		check(ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(ROOT + ".engine..", ROOT + ".transport..")
			.and()
			.doNotHaveSimpleName("FailsafeLog")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.apache.commons.logging.."));
	}

	@Test
	void eventsAreFinal() {
		check(ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + ".event")
			.and()
			.doNotHaveModifier(JavaModifier.ABSTRACT)
			.and()
			.areTopLevelClasses()
			.and()
			.haveSimpleNameEndingWith("Event")
			.should()
			.haveModifier(JavaModifier.FINAL));
	}

	@Test
	void autoConfigurationsArePublicAndFinalWithoutPublicMembers() {
		check(ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL));
		check(ArchRuleDefinition.methods()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic());
	}

	@Test
	void beanMethodsHaveNoConditionOnClasses() {
		check(ArchRuleDefinition.noMethods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.beAnnotatedWith(ConditionalOnClass.class));
	}

	@Test
	void postProcessorsAreStatic() {
		check(ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanPostProcessor.class)
				.or(JavaClass.Predicates.assignableTo(BeanFactoryPostProcessor.class)))
			.should()
			.beStatic()
			.allowEmptyShould(true));
	}

	@Test
	void propertiesAreInTheAutoConfiguration() {
		check(ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(ConfigurationProperties.class)
			.should()
			.resideInAPackage(ROOT + ".autoconfigure"));
	}

	@Test
	void thereIsNoMutableStaticState() {
		check(ArchRuleDefinition.fields().that().areStatic().should().beFinal());
	}

	private void check(ArchRule rule) {
		rule.check(this.classes);
	}

	/**
	 * Each top-level class of a package with all that is nested in it.
	 */
	private static final class TopLevelClasses implements SliceAssignment {

		private final String packageName;

		TopLevelClasses(String packageName) {
			this.packageName = packageName;
		}

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
			if (!javaClass.getPackageName().equals(this.packageName)) {
				return SliceIdentifier.ignore();
			}
			String name = javaClass.getName().substring(this.packageName.length() + 1);
			int nested = name.indexOf('$');
			return SliceIdentifier.of((nested != -1) ? name.substring(0, nested) : name);
		}

		@Override
		public String getDescription() {
			return "top-level classes of " + this.packageName;
		}

	}

}
