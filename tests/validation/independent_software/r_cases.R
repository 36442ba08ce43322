# Writes r_cases.json: what R finds for data of our own, as cases of `equipoise validate`.
#
#   Rscript r_cases.R > r_cases.json
#
# R is no dependency: it is run by hand, and its answers are kept. Data are drawn once by R with a seed, whole days with ties.
suppressPackageStartupMessages({ library(survival); library(cmprsk); library(coin) })
R <- paste("R", getRversion())
by <- function(package, call) sprintf("%s, %s %s: %s", R, package, packageVersion(package), call)

num <- function(x) ifelse(is.na(x) | is.infinite(x), "null", formatC(x, digits = 15, format = "g"))
js <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    if (is.null(names(x))) return(paste0("[", paste(vapply(x, js, ""), collapse = ", "), "]"))
    return(paste0("{", paste(sprintf("\"%s\": %s", names(x), vapply(x, js, "")), collapse = ", "), "}"))
  }
  if (is.matrix(x)) return(js(lapply(seq_len(nrow(x)), function(i) I(x[i, ]))))
  one <- if (is.character(x)) ifelse(is.na(x), "null", sprintf("\"%s\"", x)) else if (is.logical(x)) tolower(x) else num(x)
  if (length(x) == 1 && !inherits(x, "AsIs")) one else paste0("[", paste(one, collapse = ", "), "]")
}
cases <- list()
add <- function(id, kind, data, parameters, expect, source, tolerance = 1e-7) {
  given <- if (is.null(data)) list(parameters = parameters) else if (length(parameters)) list(data = data, parameters = parameters) else list(data = data)
  cases[[length(cases) + 1]] <<- list(id = id, kind = paste0("statistics.", kind), given = given, expect = expect,
    tolerance = list(absolute = tolerance, relative = tolerance), source = source)
}

# ---- data
set.seed(20180510)
draw <- function(n, arms, ratio, top) {
  arm <- rep_len(seq_len(arms) - 1, n)
  stratum <- sample(c("A", "B", "C"), n, TRUE)
  age <- round(rnorm(n, 60, 9))
  event <- rexp(n, 0.05 * ratio^arm * exp(0.02 * (age - 60)) * c(A = 1, B = 1.5, C = 0.7)[stratum]); lost <- rexp(n, 0.02)
  time <- pmin(ceiling(pmin(event, lost)), top)
  data.frame(time = time, status = as.numeric(event <= lost & event <= top), arm = arm, stratum = stratum, age = age)
}
tied <- draw(60, 2, 0.6, 30)
heap <- draw(36, 2, 0.5, 40); heap$time <- pmax(1, ceiling(heap$time / 10))
three <- draw(75, 3, 0.7, 60)
eyes <- draw(50, 2, 0.6, 60); eyes$id <- rep(1:25, each = 2)
risks <- draw(90, 2, 0.6, 40); risks$cr <- ifelse(risks$status == 1, sample(1:2, 90, TRUE, c(0.6, 0.4)), 0)
ancova <- data.frame(arm = rep(0:1, 20), base = round(rnorm(40, 60, 15), 1), site = sample(c("A", "B", "C"), 40, TRUE))
ancova$y <- round(-5 + 6 * ancova$arm - 0.3 * (ancova$base - 60) + 4 * (ancova$site == "B") + rnorm(40, 0, 8), 1)
ancova$y[7] <- NA
sets <- list(tied = tied, heap = heap, three = three, eyes = eyes, risks = risks)

# ---- curves and quantiles
curve <- function(name, type, times) {
  d <- sets[[name]]; fit <- survfit(Surv(time, status) ~ arm, d, conf.type = type)
  q <- quantile(fit, c(0.25, 0.5, 0.75)); at <- summary(fit, times = times, extend = TRUE)
  last <- function(m, i) I(unname(if (is.null(dim(m))) m[i] else m[, i]))
  add(sprintf("curve of %s, %s limits", name, type), "km", name, list(conf_type = type, times = I(times)),
    list(n = I(unname(fit$n)), surv = I(at$surv), se = I(at$std.err), n_risk = I(at$n.risk),
      q25 = last(q$quantile, 1), q25_lcl = last(q$lower, 1), q25_ucl = last(q$upper, 1),
      median = last(q$quantile, 2), median_lcl = last(q$lower, 2), median_ucl = last(q$upper, 2),
      q75 = last(q$quantile, 3), q75_lcl = last(q$lower, 3), q75_ucl = last(q$upper, 3)),
    by("survival", sprintf("survfit(conf.type = \\\"%s\\\"), quantile()", type)))
}
curve("tied", "log-log", c(3, 7, 15, 25)); curve("tied", "plain", c(5, 20)); curve("heap", "log-log", c(1, 2, 3)); curve("three", "log", c(10, 30, 50))
for (name in c("tied", "heap")) {
  d <- sets[[name]]; fit <- survfit(Surv(time, 1 - status) ~ 1, d); q <- quantile(fit, 0.5)
  add(paste("follow-up of", name), "follow_up", name, list(), list(n = nrow(d), median_follow_up = unname(q$quantile), lcl = unname(q$lower), ucl = unname(q$upper)),
    by("survival", "survfit of the censoring, quantile()"))
}

# ---- tests
for (name in c("tied", "heap", "three")) {
  d <- sets[[name]]; fit <- survdiff(Surv(time, status) ~ arm, d); peto <- survdiff(Surv(time, status) ~ arm, d, rho = 1)
  add(paste("log-rank of", name), "logrank", name, list(),
    list(obs = I(unname(fit$obs)), exp = I(unname(fit$exp)), chisq = fit$chisq, df = length(fit$n) - 1,
      p_two_sided = pchisq(fit$chisq, length(fit$n) - 1, lower.tail = FALSE), peto_prentice_chisq_rho1 = peto$chisq),
    by("survival", "survdiff, rho 0 and 1"))
  s <- survdiff(Surv(time, status) ~ arm + strata(stratum), d)
  add(paste("stratified log-rank of", name), "logrank_stratified", name, list(),
    list(strata = 3, obs = I(unname(rowSums(s$obs))), exp = I(unname(rowSums(s$exp))), chisq = s$chisq, p = pchisq(s$chisq, length(s$n) - 1, lower.tail = FALSE)),
    by("survival", "survdiff with strata()"))
}
weighted <- function(d, rho, gamma) { # U and V of arm 1, weights from the pooled curve just before each event time
  u <- v <- 0; s <- 1
  for (t in sort(unique(d$time[d$status == 1]))) {
    risk <- d$time >= t; dead <- d$time == t & d$status == 1
    n <- sum(risk); n1 <- sum(risk & d$arm == 1); e <- sum(dead); w <- s^rho * (1 - s)^gamma
    u <- u + w * (sum(dead & d$arm == 1) - e * n1 / n)
    if (n > 1) v <- v + w^2 * e * (n1 / n) * (1 - n1 / n) * (n - e) / (n - 1)
    s <- s * (1 - e / n)
  }
  c(u, v)
}
pairs <- list(c(0, 0), c(0, 1), c(1, 0), c(1, 1), c(0.5, 0), c(0, 0.5))
for (name in c("tied", "heap")) {
  d <- sets[[name]]; found <- vapply(pairs, function(p) weighted(d, p[1], p[2]), c(0, 0)); z <- found[1, ] / sqrt(found[2, ])
  add(paste("weighted log-rank of", name), "weighted_logrank", name, list(rho_gamma = lapply(pairs, I)), list(U = I(found[1, ]), z = I(z), p_two_sided = I(2 * pnorm(-abs(z)))),
    paste0(R, ": Fleming & Harrington 1991 by formula"))
  for (p in pairs[2:3]) {
    both <- rowSums(vapply(split(d, d$stratum), function(part) weighted(part, p[1], p[2]), c(0, 0)))
    add(sprintf("weighted log-rank (%g, %g) of %s by strata", p[1], p[2], name), "weighted_logrank_stratified", name, list(rho = p[1], gamma = p[2]),
      list(U = both[1], V = both[2], z = both[1] / sqrt(both[2])), paste0(R, ": Fleming & Harrington 1991 by formula, summed over strata"))
  }
}

# ---- hazard ratios
tight <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)
ratio <- function(fit) {
  s <- summary(fit); list(beta = unname(coef(fit)), se = unname(sqrt(vcov(fit)[1, 1])), hr = unname(exp(coef(fit))), ci = I(unname(s$conf.int[1, 3:4])),
    lr = unname(2 * diff(fit$loglik)), score = unname(fit$score), loglik = I(fit$loglik), p_wald = unname(s$coefficients[1, 5]))
}
for (name in c("tied", "heap")) for (ties in c("efron", "breslow", "exact")) {
  d <- sets[[name]]
  add(sprintf("hazard ratio of %s, %s", name, ties), "cox", name, list(ties = ties), ratio(coxph(Surv(time, status) ~ arm, d, ties = ties, control = tight)),
    by("survival", sprintf("coxph(ties = \\\"%s\\\")", ties)))
  add(sprintf("stratified hazard ratio of %s, %s", name, ties), "cox_stratified", name, list(ties = ties),
    ratio(coxph(Surv(time, status) ~ arm + strata(stratum), d, ties = ties, control = tight)), by("survival", sprintf("coxph with strata(), ties = \\\"%s\\\"", ties)))
}
adjusted <- function(name, ties, transform, stratified) {
  d <- sets[[name]]
  fit <- if (stratified) coxph(Surv(time, status) ~ arm + age + strata(stratum), d, ties = ties, control = tight) else coxph(Surv(time, status) ~ arm + age, d, ties = ties, control = tight)
  check <- cox.zph(fit, transform = transform)$table; s <- summary(fit)
  add(sprintf("adjusted hazard ratio of %s, %s, %s%s", name, ties, transform, if (stratified) ", by strata" else ""), "cox_adjusted", name,
    list(ties = ties, transform = transform, stratified = stratified),
    list(rows = c("arm", "age", "GLOBAL"), beta = I(unname(coef(fit))), se = I(unname(sqrt(diag(vcov(fit))))), lr = unname(2 * diff(fit$loglik)),
      wald = unname(fit$wald.test), score = unname(fit$score), loglik = I(fit$loglik), concordance = unname(s$concordance[1]), zph_chisq = I(unname(check[, 1])), zph_p = I(unname(check[, 3]))),
    by("survival", sprintf("coxph, cox.zph(transform = \\\"%s\\\")", transform)), 1e-6)
}
adjusted("tied", "efron", "km", FALSE); adjusted("tied", "efron", "km", TRUE); adjusted("tied", "breslow", "rank", FALSE)
adjusted("tied", "efron", "identity", FALSE); adjusted("tied", "efron", "log", FALSE); adjusted("heap", "efron", "km", FALSE)
for (ties in c("efron", "breslow")) {
  fit <- coxph(Surv(time, status) ~ arm, eyes, ties = ties, cluster = id, control = tight); s <- summary(fit)
  add(paste("two rows a person,", ties), "cox_robust", "eyes", list(ties = ties, cluster = "id"),
    list(beta = unname(coef(fit)), se = unname(s$coefficients[1, 3]), robust_se = unname(s$coefficients[1, 4]), robust_ci = I(unname(s$conf.int[1, 3:4]))),
    by("survival", "coxph(cluster = id)"), 1e-6)
}

# ---- restricted means and milestones by formula, from the curve of survfit
for (name in c("tied", "heap")) for (tau in if (name == "tied") c(12, 20.5) else 2.5) {
  arms <- lapply(0:1, function(a) {
    fit <- survfit(Surv(time, status) ~ 1, sets[[name]][sets[[name]]$arm == a, ]); keep <- fit$time <= tau
    t <- c(0, fit$time[keep], tau); s <- c(1, fit$surv[keep]); area <- diff(t) * s; mean <- sum(area)
    ev <- fit$n.event[keep]; nr <- fit$n.risk[keep]; behind <- rev(cumsum(rev(area)))[-1]
    hold <- ifelse(nr - ev == 0, 0, ev / (nr * (nr - ev))); c(mean, sqrt(sum(behind^2 * hold)))
  })
  m <- vapply(arms, function(x) x[1], 0); e <- vapply(arms, function(x) x[2], 0); z <- qnorm(0.975)
  d <- m[2] - m[1]; de <- sqrt(sum(e^2)); lr <- log(m[2] / m[1]); le <- sqrt(sum((e / m)^2)); lo <- tau - m; ol <- log(lo[2] / lo[1]); oe <- sqrt(sum((e / lo)^2))
  mean <- function(i) I(c(m[i], e[i], m[i] - z * e[i], m[i] + z * e[i]))
  add(sprintf("restricted means of %s to %g", name, tau), "rmst", name, list(tau = tau),
    list(arm0 = mean(1), arm1 = mean(2), diff = I(c(d, d - z * de, d + z * de, 2 * pnorm(-abs(d / de)))),
      ratio = I(c(exp(lr), exp(lr - z * le), exp(lr + z * le), 2 * pnorm(-abs(lr / le)))), rmtl_ratio = I(c(exp(ol), exp(ol - z * oe), exp(ol + z * oe), 2 * pnorm(-abs(ol / oe))))),
    paste0(R, ": Uno et al. 2014 by formula, from survfit"))
}
for (time in c(8, 15)) {
  at <- summary(survfit(Surv(time, status) ~ arm, tied), times = time); d <- diff(at$surv); e <- sqrt(sum(at$std.err^2))
  add(sprintf("milestone %g of tied", time), "milestone", "tied", list(time = time),
    list(surv = I(at$surv), diff = d, se = e, ci = I(d + c(-1, 1) * qnorm(0.975) * e), p = 2 * pnorm(-abs(d / e))), by("survival", "summary(survfit), difference by formula"))
}

# ---- competing risks
found <- cuminc(risks$time, risks$cr, risks$arm); at <- timepoints(found, c(5, 15, 30))
order <- c("0 1", "1 1", "0 2", "1 2")
add("cumulative incidence", "cumulative_incidence", "risks", list(times = I(c(5, 15, 30))),
  list(rows = I(order), est = unname(at$est[order, ]), var = unname(at$var[order, ]), gray_stat = I(unname(found$Tests[, 1])), gray_p = I(unname(found$Tests[, 2]))), by("cmprsk", "cuminc, timepoints"))
for (cause in 1:2) {
  fit <- crr(risks$time, risks$cr, as.matrix(risks[, c("arm", "age")]), failcode = cause, gtol = 1e-10)
  add(paste("subdistribution hazard of cause", cause), "fine_gray", "risks", list(failcode = cause, covariates = c("arm", "age")),
    list(beta = I(unname(fit$coef)), se = I(unname(sqrt(diag(fit$var))))), by("cmprsk", "crr"), 1e-5)
}

# ---- counts
score <- function(x1, n1, x2, n2) { # Miettinen & Nurminen 1985: limits of the difference
  p <- c(x1 / n1, x2 / n2); N <- n1 + n2
  stat <- function(d) {
    null <- function(q) -(dbinom(x1, n1, q + d, TRUE) + dbinom(x2, n2, q, TRUE))
    low <- max(0, -d); high <- min(1, 1 - d); f <- optimize(null, c(low, high), tol = 1e-14)
    q2 <- f$minimum; for (edge in c(low, high)) if (null(edge) < f$objective) q2 <- edge
    q1 <- q2 + d; v <- (q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2) * N / (N - 1)
    if (v <= 0) sign(p[1] - p[2] - d) * 1e6 else (p[1] - p[2] - d) / sqrt(v)
  }
  z <- qnorm(0.975); d <- p[1] - p[2]
  c(uniroot(function(x) stat(x) - z, c(-1 + 1e-9, d - 1e-9), tol = 1e-12)$root, uniroot(function(x) stat(x) + z, c(d + 1e-9, 1 - 1e-9), tol = 1e-12)$root)
}
for (t in list(c(13, 44, 5, 48), c(7, 21, 12, 25), c(1, 30, 6, 31))) {
  m <- matrix(c(t[1], t[2] - t[1], t[3], t[4] - t[3]), 2); plain <- suppressWarnings(prop.test(t[c(1, 3)], t[c(2, 4)], correct = FALSE)); yates <- suppressWarnings(prop.test(t[c(1, 3)], t[c(2, 4)]))
  add(sprintf("%g of %g and %g of %g", t[1], t[2], t[3], t[4]), "binary", NULL, list(x1 = t[1], n1 = t[2], x2 = t[3], n2 = t[4]),
    list(clopper_pearson_1 = I(as.numeric(binom.test(t[1], t[2])$conf.int)), clopper_pearson_2 = I(as.numeric(binom.test(t[3], t[4])$conf.int)),
      wilson_1 = I(as.numeric(prop.test(t[1], t[2], correct = FALSE)$conf.int)), wilson_2 = I(as.numeric(prop.test(t[3], t[4], correct = FALSE)$conf.int)),
      chisq = unname(plain$statistic), chisq_p = plain$p.value, yates_chisq = unname(yates$statistic), yates_p = yates$p.value, fisher_p = fisher.test(m)$p.value),
    by("stats", "binom.test, prop.test, fisher.test"))
  add(sprintf("score limits of %g of %g and %g of %g", t[1], t[2], t[3], t[4]), "binary", NULL, list(x1 = t[1], n1 = t[2], x2 = t[3], n2 = t[4]),
    list(miettinen_nurminen_1985 = I(score(t[1], t[2], t[3], t[4]))), paste0(R, ": Miettinen & Nurminen 1985 by maximised likelihood and uniroot"), 1e-6)
}
tables <- list(c(12, 8, 7, 15), c(5, 9, 3, 11), c(20, 4, 14, 9)); cube <- array(unlist(tables), c(2, 2, 3))
plain <- mantelhaen.test(cube, correct = FALSE); yates <- mantelhaen.test(cube); exact <- mantelhaen.test(cube, exact = TRUE)
add("three tables", "cmh", NULL, list(order = "column-major 2x2", tables = lapply(tables, I)),
  list(chisq = unname(plain$statistic), p = plain$p.value, chisq_corrected = unname(yates$statistic), p_corrected = yates$p.value, common_or = unname(plain$estimate), or_ci = I(as.numeric(plain$conf.int)), exact_p = exact$p.value),
  by("stats", "mantelhaen.test"), 1e-6)
a <- c(1.2, 3.4, 2.2, 5.0, 3.4, 4.1, 2.2, 6.3); b <- c(2.2, 0.4, 1.1, 3.4, 1.9, 0.4, 2.8); group <- factor(rep(c("a", "b"), c(8, 7)))
exact <- wilcox_test(c(a, b) ~ group, distribution = "exact"); asym <- suppressWarnings(wilcox.test(a, b, correct = FALSE, exact = FALSE)); welch <- t.test(a, b)
add("two groups of values with ties", "wilcoxon", NULL, list(a = I(a), b = I(b)),
  list(W = unname(asym$statistic), exact_p = as.numeric(pvalue(exact)), asym_p = asym$p.value, welch_t = unname(welch$statistic), welch_df = unname(welch$parameter), welch_p = welch$p.value, welch_ci = I(as.numeric(welch$conf.int))),
  by("coin", "wilcox_test(distribution = \\\"exact\\\"); stats: wilcox.test, t.test"))
p <- c(0.001, 0.012, 0.013, 0.04, 0.041, 0.2, 0.9)
add("seven p values", "multiplicity", NULL, list(p = I(p)), lapply(c(holm = "holm", hochberg = "hochberg", hommel = "hommel", bonferroni = "bonferroni", BH = "BH", BY = "BY"), function(m) I(p.adjust(p, m))), by("stats", "p.adjust"))
test <- poisson.test(c(9, 22), c(41.5, 63.25)); one <- poisson.test(9, 41.5); two <- poisson.test(22, 63.25)
add("two rates", "exposure_adjusted_rate", NULL, list(events1 = 9, time1 = 41.5, events2 = 22, time2 = 63.25),
  list(ci1 = I(as.numeric(one$conf.int)), ci2 = I(as.numeric(two$conf.int)), ratio = unname(test$estimate), ratio_ci = I(as.numeric(test$conf.int)), p = test$p.value), by("stats", "poisson.test"))

# ---- least squares
sets$ancova <- ancova
linear <- function(id, formula, covariates, level = 0.95) {
  fit <- lm(formula, ancova); s <- summary(fit); k <- rownames(s$coefficients)[-1]
  add(id, "linear_model", "ancova", list(covariates = I(covariates), level = level),
    list(rows = I(sub("^site", "site = ", k)), n = sum(!is.na(ancova$y)), df = fit$df.residual, intercept = unname(coef(fit)[1]), beta = I(unname(coef(fit)[-1])), se = I(unname(s$coefficients[-1, 2])),
      p = I(unname(s$coefficients[-1, 4])), ci = unname(confint(fit, level = level)[-1, , drop = FALSE]), sigma = s$sigma, left_out = 1), by("stats", paste("lm,", deparse(formula))))
}
linear("change by arm alone", y ~ arm, "arm"); linear("change by arm, adjusted for its baseline", y ~ arm + base, c("arm", "base"))
linear("change by arm, baseline and site", y ~ arm + base + site, c("arm", "base", "site")); linear("the same with limits of 90 %", y ~ arm + base + site, c("arm", "base", "site"), 0.9)

described <- function(name) list(description = "Drawn by r_cases.R; nobody is real", columns = lapply(as.list(sets[[name]]), I))
cat("{\n\"format\": \"equipoise-cases/1\",\n\"title\": \"Estimators beside R\",\n\"notes\": [\"Made by r_cases.R; no dependency on R.\"],\n\"datasets\": {\n",
  paste(sprintf("\"%s\": %s", names(sets), vapply(names(sets), function(n) js(described(n)), "")), collapse = ",\n"), "\n},\n\"cases\": [\n", paste(vapply(cases, js, ""), collapse = ",\n"), "\n]\n}\n", sep = "")
