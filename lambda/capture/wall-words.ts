/** Titles that no page but a wall has, as whole titles. */
export const WALL_TITLES =
  /^(attention required!? \| cloudflare|please wait\.\.\. \| cloudflare|ddos-guard|sucuri website firewall - access denied|vercel security checkpoint|client challenge|radware (bot manager )?captcha|robot check|making sure you(&#39;|'|’)re not a bot!|sina visitor system|bot verification|人机验证|百度安全验证|环境异常|滑动验证页面|访问验证|验证中心|安全验证|安全检查)$/i;

/** Titles that walls have, and now and then a page: they count with another sign. */
export const LIKELY_TITLES =
  /^(just a moment|un momento|un instant|nur einen moment|einen moment|één moment|um momento|cierpliwości|один момент|подождите|bir dakika|access denied|access to this page (has been|is) denied|checking your browser|pardon our interruption|robot or human|are you (a robot|human)|security check(point)?|one more step|verify(ing)? (that )?you are (a )?human|human verification|request (blocked|rejected)|sorry, you have been blocked|you have been blocked|blocked|you are being redirected|error 40[35]|40[35] forbidden|403|405|captcha|ой!|доступ ограничен|um instante|aguarde|só um momento|acesso (negado|bloqueado|restrito)|verificação de segurança|accesso (negato|bloccato)|attendere|un attimo|verifica di sicurezza|toegang geweigerd|even geduld|beveiligingscontrole|dostęp zabroniony|odmowa dostępu|proszę czekać|jeszcze chwila|chwileczkę|weryfikacja bezpieczeństwa|erişim (engellendi|reddedildi)|lütfen bekleyin|güvenlik (kontrolü|doğrulaması)|لحظة|يرجى الانتظار|تم رفض الوصول|تم حظر الوصول|التحقق الأمني|vui lòng chờ|truy cập bị từ chối|xác minh bảo mật|chờ một chút|mohon tunggu|tunggu sebentar|akses ditolak|akses diblokir|verifikasi keamanan|एक क्षण|कृपया प्रतीक्षा|पहुँच (अस्वीकृत|निषेध)|सुरक्षा जाँच|acceso denegado|accès (refusé|interdit)|zugriff verweigert|вы не робот|проверка|請稍候|请稍候|请稍等|しばらくお待ちください|アクセスが拒否|잠시만 기다리|访问被拒绝|访问被阻断|访问异常|出错啦|网站防火墙|waf)/i;

/** Words of walls, in the languages their vendors write them in. */
export const WALL_TEXTS = new RegExp(
  [
    'checking (if the site connection is secure|your browser before accessing)',
    'enable javascript and cookies to continue',
    'verify(ing)? (that )?you are (a )?human',
    'verify you are human by completing',
    'you have been blocked',
    'you.ve been blocked by network security',
    'unusual (traffic|activity) from your',
    'automated (access|requests|traffic)',
    'you don.t have permission to access',
    'reference #\\d+\\.[0-9a-f]+',
    'press (&|and) hold',
    'are you a (robot|human)',
    '\\bray id\\b',
    'performing security verification',
    'needs to review the security of your connection',
    'incapsula incident id',
    'the requested url was rejected',
    'we.re verifying your browser',
    'as you were browsing.{0,60}something about your browser',
    'make sure you.re not a (robot|bot)',
    'powered and protected by akamai',
    'blocked by (the )?(website firewall|sucuri)',
    '当前环境异常|完成验证后即可继续访问|环境存在异常|环境异常',
    '安全验证|人机验证|请完成(下方|安全)?验证|访问过于频繁|拖动(下方)?滑块|异常流量|异常请求',
    '系统(检测|监测)到您的?网络|访问被(阻断|拦截|拒绝)|请求被拒绝|疑似(黑客)?攻击|安全风控策略',
    '网站管理员设置拦截|可能对网站造成(安全)?威胁|正在进行安全检测|WAF 提供|雷池',
    'вы не робот|запросы отправляли вы|проверка браузера|доступ к сайту ограничен',
    'ロボットではありません|アクセスが(一時的に)?(制限|拒否)|비정상적인 (접근|트래픽)|로봇이 아닙니다',
    'kein roboter|sind sie ein mensch|n.êtes pas un robot|no eres un robot|no soy un robot',
    '(não|nao) (sou|é|seja) um rob[ôo]|você é humano|tráfego incomum|verific(ar|ando) (se )?(você é|o seu navegador)',
    'non sono un robot|non sei un robot|traffico (insolito|anomalo)|verific(are|a) (di essere|che tu sia) umano|sei umano',
    '(ik ben |u bent |je bent )?geen robot|bent u een mens|ongebruikelijk verkeer|controleren of u een mens bent',
    'nie jestem robotem|nie jesteś robotem|jesteś człowiekiem|nietypowy ruch|weryfikujemy twoją przeglądarkę',
    'robot (değilim|olmadığınızı)|insan olduğunuzu|olağan dışı trafik|tarayıcınız kontrol ediliyor',
    'لست روبوت|أنك لست روبوت|أنك إنسان|حركة مرور غير (عادية|معتادة)|جار(ٍ|ي)? التحقق من (المتصفح|متصفحك)',
    'không phải (là )?(người máy|robot)|bạn là con người|lưu lượng truy cập bất thường|đang kiểm tra trình duyệt',
    'bukan robot|anda (adalah )?manusia|lalu lintas (yang )?tidak (biasa|wajar)|memeriksa peramban',
    'रोबोट नहीं|आप इंसान हैं|असामान्य ट्रैफ़?िक|ब्राउज़?र की जाँच',
  ].join('|'),
  'i',
);

/** Words that ask a person to prove something. */
export const CAPTCHA_TEXTS =
  /captcha|not a robot|not a bot|i.m not a robot|press (&|and) hold|select all (images|squares)|type the characters|enter the characters|拖动(下方)?滑块|滑动验证|验证码|点击验证|完成验证|вы не робот|ロボットではありません|로봇이 아닙니다|não sou um rob[ôo]|non sono un robot|geen robot|nie jestem robotem|robot değilim|لست روبوت|không phải (là )?(người máy|robot)|bukan robot|रोबोट नहीं|kein roboter|pas un robot|no soy un robot/i;

/** Words of a page that asks who one is. */
export const LOGIN_TEXTS =
  /\b(log ?in|sign ?in|sign ?up|join now)\b|登录|登錄|登入|扫码登录|密码登录|ログイン|로그인|connexion|se connecter|anmelden|iniciar sesi[oó]n|войти|вход|\b(entrar|iniciar sessão|fazer login|accedi|inloggen|aanmelden|zaloguj|logowanie|giriş yap|masuk|daftar)\b|oturum aç|đăng nhập|تسجيل الدخول|सा?इन इन|लॉग ?इन|log masuk/i;

/** Words of a box that keeps the rest of a page for members or subscribers. */
export const GATE_TEXTS =
  /(subscribe|sign in|log in|register|create (a free|an) account|join).{0,40}(to (continue|keep|read|view|see|unlock|access)|for (full|unlimited) access)|(continue|keep) reading.{0,60}(subscri|sign in|log in|account)|already a (subscriber|member)|(登录|登陆|注册|关注|扫码|开通会员|购买).{0,12}(查看|阅读|浏览|继续|解锁|后可见)|(查看|阅读)(更多|全文|完整).{0,12}(登录|注册|扫码|下载)|試讀|续费会员|会員登録.{0,20}(続き|全文)|この記事は有料|続きを読むには|weiterlesen.{0,40}(abo|anmelden|registrieren)|jetzt (abonnieren|weiterlesen)|réservé aux abonnés|pour lire la suite|suscr[ií]bete para|para (seguir|continuar) (leyendo|lendo)|assine para|abbonati per|log in om verder te lezen|zaloguj się, aby|войдите, чтобы|подпишитесь, чтобы|로그인.{0,10}(계속|후)/i;

/** Paths and hosts of login pages. */
export const LOGIN_PATHS =
  /\/(login|log-in|log_in|logon|signin|sign-in|sign_in|sso|oauth2?|authorize|authwall|passport|servicelogin|accounts?\/(login|signin)|users\/sign_in|i\/flow\/login|user\/login|member\/login|cas\/login)(\/|\?|$|\.)/i;
export const LOGIN_HOSTS = /^(login|signin|sso|passport|auth|idp|accounts|account)\./i;

/** Pages that sites send people to for their consent, and words that stand there. */
export const CONSENT_PAGES = /^https?:\/\/(consent\.(google|youtube)\.|[^/]*guce\.|consent\.yahoo)/i;
export const CONSENT_ADDRESSES =
  /^https?:\/\/(consent|myprivacy|privacy-gate|cmp)\.|\/(consent|cookie-?consent|cookie-?wall|privacy-gate|privacygate|zustimmung|consent-or-pay|tcf)(\/|\?|$|\.)/i;
export const CONSENT_TEXTS =
  /\bcookies?\b|consent|zustimm|einwillig|consenti|クッキー|同意|隐私|zgod[aęy]|toestemming|çerez|ملفات تعريف الارتباط|सहमति|persetujuan|đồng ý|쿠키/i;
