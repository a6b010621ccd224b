## General
app-name = Kiểm Kê
yes = có
no = không
not-known = chưa biết
loading = Đang tải…
other-language = English
unit-root = (đơn vị gốc, chưa đặt tên)
duration-seconds = { $n } giây
duration-minutes = { $n } phút
duration-hours = { $n } giờ
duration-days = { $n } ngày

## The header
header-demo = DEMO
header-warnings = { $n } máy có cảnh báo
header-silent = { $n } im lặng
link-connecting = đang nối { $age }
link-online = trực tuyến { $age }
link-lost = mất kết nối { $age }

## Screens and keys
tab-overview = Tổng quan
tab-machines = Máy & thiết bị
tab-events = Sự kiện
help-title = Phím của màn hình này
palette-title = Lệnh
palette-no-match = không có lệnh nào khớp
command-accept = xong
command-ascii = bật/tắt chữ và dấu ASCII
command-back = quay lại
command-cancel-search = bỏ tìm
command-close = đóng
command-down = xuống một dòng
command-erase = xóa một chữ
command-erase-all = xóa hết
command-filter = lọc
command-first = về dòng đầu
command-go-events = đến Sự kiện
command-go-machines = đến Máy & thiết bị
command-go-overview = đến Tổng quan
command-help = phím
command-language = đổi ngôn ngữ
command-last = về dòng cuối
command-next = phần kế tiếp
command-open = mở
command-open-machine = mở máy
command-page-down = xuống một trang
command-page-up = lên một trang
command-palette = lệnh
command-previous = phần trước
command-quit = thoát
command-redraw = vẽ lại màn hình
command-refresh = làm mới số liệu
command-run = chạy
command-search = tìm
command-search-software = tìm phần mềm
command-sort = sắp xếp
command-suspend = tạm ra ngoài dòng lệnh
command-theme = đổi bộ màu
command-up = lên một dòng

## Why there is no answer
refusal-unreachable = Không liên lạc được với máy chủ; đang tự thử lại
refusal-denied = Thẻ truy cập không cho phép xem phần này
refusal-missing = Không còn trên máy chủ
refusal-failed = Máy chủ không trả lời được; đang tự thử lại
refusal-token-unknown = máy chủ không biết thẻ này hoặc thẻ đã bị thu hồi; hãy xin thẻ mới
refusal-token-expired = thẻ này đã hết hạn; hãy xin thẻ mới
refusal-token-used-up = thẻ này đã dùng hết số máy được phép; hãy xin thẻ mới
refusal-agent-revoked = phần mềm trên máy này đã bị chặn; dữ liệu đã gửi vẫn được giữ; hãy hỏi người quản trị

## Overview
share-students = T2 Học sinh đủ điều kiện
share-teachers = T2 Nhà giáo đủ điều kiện
share-items = T11 Thiết bị có hồ sơ số
share-target = mục tiêu { $target }
verdict-met = ĐẠT
verdict-missed = CHƯA ĐẠT
verdict-unproven = chưa đủ căn cứ: { $n } chưa biết
verdict-not-applicable = không tính: chưa có gì để đếm
machines-label = Máy
lines-label = Đường truyền
count-known = { $n } đã biết
count-warnings = có cảnh báo
latest-events = Sự kiện mới nhất

## States
state-fresh = mới thấy
state-ageing = sắp cũ
state-expired = quá hạn
state-silent = im lặng
line-up = thông
line-down = mất
line-unknown = chưa đo

## Machines
column-name = Tên
column-unit = Đơn vị
column-model = Kiểu máy
column-system = Hệ điều hành
column-memory = Bộ nhớ
column-seen = Thấy
column-state = Tình trạng
search-hint = gõ để tìm, không cần dấu
list-count = { $count } / { $total }
list-searching = { $count } / …
list-sort = xếp: { $sort }
list-filter = lọc: { $filter }
sort-name = tên
sort-newest-seen = mới thấy nhất
sort-oldest-seen = lâu chưa thấy nhất
sort-id = số máy
filter-all = tất cả
filter-warnings = có cảnh báo
machines-no-match = Không có gì khớp. Esc để bỏ tìm và bỏ lọc.
machines-empty = Chưa có máy và thiết bị nào. Máy hiện ra khi tác tử đăng ký; bấm n để nhận thiết bị về.

## One machine
machine-tab-hardware = Phần cứng
machine-tab-software = Phần mềm
machine-tab-network = Mạng
machine-tab-readings = Số đo
machine-tab-warnings = Cảnh báo
section-system = Hệ thống
section-identity = Nhận dạng
section-cpu = Bộ xử lý
section-memory = Bộ nhớ
section-storage = Ổ đĩa
section-network = Mạng
section-software = Phần mềm
section-display = Màn hình và đồ họa
section-peripherals = Thiết bị ngoại vi
section-battery = Pin
section-upkeep = Bảo trì
sections-missing = Chưa nhận được: { $sections }
sections-unreadable = Phiên bản này không đọc được: { $sections }
cores-and-threads = { $cores } nhân, { $threads } luồng
volume-free = trống { $size }
volume-encrypted = có mã hóa
field-host-name = Tên máy
field-system = Hệ điều hành
field-build = Bản dựng
field-kernel = Nhân hệ điều hành
field-chassis = Kiểu thân máy
field-virtualization = Máy thật hay ảo
field-time-zone = Múi giờ
kind-desktop = máy để bàn
kind-laptop = máy xách tay
kind-tablet = máy tính bảng
kind-server = máy chủ
kind-all-in-one = máy liền màn hình
kind-mini = máy để bàn nhỏ
kind-physical = máy thật
kind-virtual = máy ảo ({ $kind })
field-model = Kiểu
field-cores = Số nhân
field-speed = Xung tối đa
field-total = Tổng
field-slots = Khe cắm
field-system-serial = Số sê-ri máy
field-system-uuid = UUID hệ thống
field-board = Bo mạch
field-board-serial = Số sê-ri bo mạch
field-chassis-serial = Số sê-ri thân máy
field-firmware = Phần sụn
field-secure-boot = Khởi động an toàn
field-tpm = TPM
field-asset-tag = Số tài sản
field-gpu = Đồ họa
field-monitor = Màn hình
field-printer = Máy in
field-camera = Máy quay
field-microphone = Micrô
field-speaker = Loa
field-board-device = Bảng tương tác
field-usb = USB
field-browser = Trình duyệt
field-antivirus = Chống mã độc
field-pending-reboot = Chờ khởi động lại
battery-holds = còn chứa { $share } ({ $full } / { $design } Wh)
battery-cycles = { $n } lần sạc
antivirus-on = đang bật
antivirus-off = đang tắt
health-good = tốt
health-worn = đã mòn
health-failing = sắp hỏng
printer-default = mặc định
wifi-channel = kênh { $n }
heading-agent = Tác tử
field-agent-version = Phiên bản
field-enrolled = Đăng ký lúc
field-last-seen = Thấy lần cuối
field-machine-uptime = Máy đã chạy
field-spooled = Mục chờ gửi
field-dropped = Mục đã bỏ
field-agent-memory = Bộ nhớ tác tử dùng
heading-way-out = Đường ra
field-gateway = Cổng ra
field-interface = Giao tiếp
field-subnet = Mạng con
field-dns-servers = Máy chủ tên miền
field-proxy = Proxy
heading-interfaces = Giao tiếp mạng
interface-connected = đã nối
interface-unplugged = chưa nối
attachment-built-in = gắn trong
attachment-usb = USB
attachment-virtual = ảo
heading-newest = Số đo mới nhất
heading-last-day = 24 giờ qua
readings-none = chưa có số đo nào
readings-count = { $n } số đo
reading-gateway = cổng ra: { $received }/{ $sent } trả lời
reading-quarter-whole = cổng ra, 15 phút: trả lời đủ
reading-quarter-loss = cổng ra, 15 phút: mất gói tới { $share }
reading-quarter-lost = cổng ra, 15 phút: không trả lời
reading-first-byte = byte đầu { $time }
reading-round-trip = trễ { $time }
reading-jitter = rung { $time }
reading-loss = mất gói { $share }
field-memory-free = Bộ nhớ còn trống
probe-failed-dns = không phân giải được tên
probe-failed-tcp = không kết nối được
probe-failed-tls = không lập được phiên TLS
probe-failed-http = không có trả lời HTTP
warnings-none = không có cảnh báo
software-empty = Chưa có danh sách phần mềm.
software-no-match = Không có phần mềm nào khớp.

## Events
events-empty = Chưa có sự kiện nào.
event-seen = có báo cáo
event-enrolled = máy mới đăng ký
event-reenrolled = máy đăng ký lại sau khi cài đặt lại hoặc khôi phục ổ đĩa
event-review-opened = cần đối soát ({ $review }): { $about }
event-review-answered = mục đối soát { $review } đã được xử lý
event-merged = hồ sơ được gộp vào máy { $into }
event-split = hồ sơ được tách trở lại
event-machine-moved = máy chuyển sang đơn vị khác
event-agent-started = tác tử khởi động, phiên bản { $version }
event-section-changed = { $section }: có thay đổi
event-set-aside = để riêng { $place }: { $reason }
event-collector-failed = không đọc được phần { $section }: { $reason }
event-dropped = tác tử đã bỏ { $n } mục chưa gửi
event-clock-ahead = đồng hồ máy nhanh { $by }
event-clock-behind = đồng hồ máy chậm { $by }
event-line-found = tìm thấy đường truyền { $line }
event-line-down = đường truyền { $line } mất Internet
event-line-up = đường truyền { $line } thông trở lại
event-equipment-changed = { $action }: { $n } hồ sơ thiết bị
event-book-changed = sổ tài sản: { $n } dòng
event-equipment-undone = hoàn tác trên { $n } hồ sơ thiết bị
event-stocktake = đợt kiểm kê { $stocktake }: { $step }
stocktake-opened = đã mở
stocktake-counted = đang đếm
stocktake-pack-given = giao gói đếm ngoại tuyến
stocktake-pack-back = gói đếm đã về
stocktake-pack-late = gói đếm về muộn, cần đối soát
stocktake-closed = đã đóng
event-alert-raised = cảnh báo: { $what } ({ $n } đơn vị)
event-alert-over = đã hết: { $what }
alert-units = ({ $n } đơn vị)
alert-acknowledged = { $name } đã ghi nhận
alert-silent = không thấy máy nào trong năm ngày học
alert-line-down = đường truyền không ra được Internet
alert-gone = không máy nào báo về, chưa rõ nguyên nhân
alert-under-contract = dưới 80 % hợp đồng
alert-busy-hours = chỉ chậm trong giờ cao điểm
alert-platform = không vào được nền tảng học tập
column-since = Từ lúc
column-units = Số đơn vị
column-acknowledged = Người ghi nhận
event-token-made = đã cấp thẻ: { $purpose }
event-token-revoked = đã thu hồi thẻ { $token }
event-agent-revoked = đã chặn phần mềm trên máy; dữ liệu cũ vẫn giữ
event-by = { $what } ({ $name })

## Equipment
action-receive = tiếp nhận
action-move = chuyển chỗ
action-lend = cho mượn
action-return = trả lại
action-report-broken = báo hỏng
action-send-to-repair = đưa đi sửa
action-take-back = nhận về sau sửa
action-report-lost = báo mất
action-find-again = tìm lại được
action-propose-disposal = đề nghị thanh lý
action-withdraw-proposal = rút đề nghị thanh lý
action-dispose = thanh lý
action-write-off = ghi giảm
action-edit = sửa hồ sơ
action-verify = kiểm kê thấy
equipment-in-use = đang dùng
equipment-in-store = trong kho
equipment-lent = đang cho mượn
equipment-broken = hỏng
equipment-in-repair = đang sửa
equipment-to-be-disposed = chờ thanh lý
equipment-disposed = đã thanh lý
equipment-lost = mất
condition-good = tốt
condition-usable = dùng được
condition-poor = kém
condition-unusable = không dùng được

## The terminal: screens and keys
tab-places = Đơn vị
tab-lines = Đường truyền
menu-no-match = không có mục nào khớp
menu-actions = Việc với thiết bị
menu-facets = Lọc những dòng nào
menu-columns = Chọn cột
menu-places-views = Xem theo
confirm-title = Chắc chắn?
command-actions = việc
command-choose = chọn
command-columns = chọn cột
command-copy = sao chép (OSC 52)
command-cursor-end = con trỏ về cuối
command-cursor-home = con trỏ về đầu
command-cursor-left = con trỏ sang trái
command-cursor-right = con trỏ sang phải
command-day = ngày
command-delete = xoá chữ sau con trỏ
command-drill = phần sau
command-dump = ghi lại vài phút vừa qua cho --replay
command-export = xuất ra tệp
command-fold-up = gập
command-go-lines = đến Đường truyền
command-go-places = đến Đơn vị
command-leave-form = bỏ
command-mark = đánh dấu
command-mark-all = đánh dấu tất cả hoặc bỏ hết
command-measure = trễ hoặc mất
command-next-field = xong ô này
command-no = không
command-open-lines = đường truyền
command-open-unit = máy & thiết bị
command-places-views = xem theo
command-previous-field = ô trước
command-receive = nhận về
command-search-lines = tìm đường truyền
command-send = gửi
command-skip-field = ô sau
command-acknowledge = ghi nhận
command-undo = hoàn tác
command-unfold = mở ra
command-yes = có

## The terminal: why there is no answer
refused-stale = Vừa có người khác sửa mục này. Bên dưới là bản mới nhất: hãy xem lại, nếu vẫn đúng thì nhập lại.
refused-touched = Không hoàn tác được: sau đó đã có thay đổi khác.
refused-action = Không làm được với thiết bị ở tình trạng hiện nay: { $detail }
refused-unit = Không có nơi này, hoặc không thuộc phạm vi của bạn.
refused-ambiguous = Có nhiều nơi mang tên này; hãy viết rõ một nơi:
refused-missing = Không còn nữa.
refused-denied = Thẻ truy cập của bạn không được làm việc này.
refused-unreachable = Không có trả lời: chưa biết việc này đã được ghi hay chưa. Hãy xem danh sách trước khi gửi lại.
refused-invalid = Không nhận: { $detail }

## The terminal: what was done
told-copied = Đã sao chép.
told-done = Đã ghi: { $what }.  u để hoàn tác.
told-exported = Đã ghi tệp: { $path }
told-not-exported = Không ghi được { $path }: { $why }
told-no-record = Chưa có việc gì ở đây: hãy chọn một hồ sơ thiết bị.
told-not-offered = { $action }: không dùng được cho những gì đang chọn.
told-no-table = Ở đây không có bảng.
told-nothing-changed = Không có gì thay đổi: vốn đã như vậy.
told-nothing-to-undo = Không có gì để hoàn tác.
told-undone = Đã hoàn tác: { $what }.
ask-undo = Hoàn tác { $what }?
change-named = { $action } ({ $n })

## The terminal: machines
column-mark = { " " }
kind-machines = máy
kind-records = hồ sơ thiết bị
list-marked = đã đánh dấu { $n }
sort-code = mã
sort-year = năm
stock-empty-here = Ở đây chưa có gì. Bấm n để nhận thiết bị về; máy hiện ra khi tác tử đăng ký.

## The terminal: places
view-tree = cây đơn vị
view-commune = xã, phường
view-old-district = huyện cũ
view-level = cấp học
view-managing-body = cơ quan quản lý
places-view = xem theo: { $view }
places-day = tính đến { $day }
places-today = hôm nay
places-schools = { $n } trường
places-more = … còn { $n } đơn vị
places-no-groups = Không có gì để gộp: chưa đơn vị nào ghi điều này.
form-day = Ngày cần xem

## The terminal: lines
column-contract = Hợp đồng
column-measured = Đo được
column-share = Đạt
column-good = Thông 24 h
sort-worst = cần xem trước
sort-ratio = tỉ lệ hợp đồng
lines-empty = Chưa có đường truyền. Đường truyền hiện ra khi một máy báo cửa mạng, hoặc khi nhập hợp đồng.
lines-no-match = Không có đường truyền nào khớp. Esc để bỏ tìm.
line-under-contract = dưới hợp đồng
line-tab-summary = Tóm tắt
line-tab-tests = Phép đo
field-test-bytes = Đo thử tháng này
measured-tests = { $n } phép đo trong 30 ngày
measured-share = { $share } hợp đồng
heading-fault = Chỗ hỏng
heading-week = Giờ × thứ, bốn tuần
heat-delay = trễ đến byte đầu (m: mất gói)
heat-loss = gói bị mất (m: trễ)
reading-good = thông { $share }
tests-none = bốn tuần qua chưa đo lần nào
test-by-hand = đo tay
test-loaded = khi tải { $time }
place-machine = máy
place-wifi = Wi-Fi
place-gateway = modem
place-provider = nhà mạng
place-platform = nền tảng
symptom-no-link = không có kết nối
symptom-no-answer = không trả lời
symptom-no-names = không phân giải được tên
symptom-loss = mất gói nhiều
symptom-slow = quá chậm
symptom-blocked = bị chặn
day-monday = T2
day-tuesday = T3
day-wednesday = T4
day-thursday = T5
day-friday = T6
day-saturday = T7
day-sunday = CN

## The terminal: sessions
help-arg-replay = Xem lại một phiên đã ghi (Ctrl-D trong màn hình để ghi): Enter tiếp, p chạy, ← lùi, q thoát
replay-caption = { $at } / { $count }  { $time }  Enter p ← q

## The terminal: review
tab-overview-short = T.quan
tab-places-short = ĐV
tab-machines-short = Máy
tab-lines-short = Đường
tab-review-short = Soát
tab-events-short = Sự kiện
tab-review = Đối soát
command-go-review = đến Đối soát
command-later = để sau
reviews-empty = Không có mục nào chờ. Bấm f để xem những mục đã xử lý.
review-other = Bên kia
review-seen = (lần thấy)
review-proposed = Đề xuất
review-junk = { $text } (bỏ qua)
review-proposes = Đề xuất: { $answer }
review-answered-with = Đã trả lời: { $answer }
told-no-answer = Mục này không trả lời như vậy được.

## The terminal: equipment
heading-record = Hồ sơ
heading-history = Lịch sử
history-change = { $field }: { $old } → { $new }
history-of-many = cùng { $n } hồ sơ
field-place = Nơi đặt
field-count = Số lượng
field-sticker-code = Mã dán
field-serial = Số sê-ri
field-person = Người giữ
field-in-use = Dùng hay cất kho
field-year-in-use = Năm đưa vào sử dụng
field-cost-unknown-why = Vì sao không rõ giá
field-warranty-end = Bảo hành đến
field-document = Số chứng từ
field-document-date = Ngày chứng từ
field-on = Ngày làm
field-void = Nhập nhầm

## The terminal: forms
form-receive = Nhận thiết bị về
form-export = Xuất bảng
field-file = Tệp
field-day = Ngày
field-help-file = Tệp CSV mới; tệp đã có sẽ không bị ghi đè. Ghi những dòng đã tải.
field-help-day = dd/mm/yyyy; để trống: hôm nay
field-help-name = Tên gọi, ví dụ: Máy tính bảng Samsung Tab A9
field-help-category = Gõ vài chữ rồi chọn
field-help-place = Phòng, điểm trường hoặc trường: gõ vài chữ rồi chọn
field-help-count = Bao nhiêu cái giống nhau; mỗi cái một hồ sơ
field-help-code = Trên tem dán; nhiều cái thì số ở cuối tăng dần: MTB-001
field-help-plate = Như trên nhãn máy; không rõ thì để trống
field-help-seat = Số ghế trong phòng
field-help-holder = Mã người giữ, hoặc chọn: dùng chung ở phòng máy, dùng chung của giáo viên
field-help-person = Mã người trong danh sách, ví dụ HS-0042
field-help-condition = Tình trạng hiện nay
field-help-in-use = Đang dùng tại chỗ, hay cất trong kho
field-help-funding = Nguồn tiền: ngân sách, phụ huynh, tài trợ …
field-help-year = Bốn chữ số
field-help-cost = Bằng đồng, của một cái: 4.500.000
field-help-cost-unknown = Chỉ khi không ghi giá
field-help-warranty = Ngày cuối bảo hành, dd/mm/yyyy
field-help-notes = Ghi chú khác
field-help-document = Số văn bản, biên bản làm căn cứ
field-help-past-day = dd/mm/yyyy, không sau hôm nay; để trống: hôm nay
field-help-reason = Lý do, để người đọc lịch sử hiểu
fault-missing = cần điền
fault-one-of = điền ít nhất một trong: nơi đặt, ghế, người giữ, dùng hay cất
fault-not-a-number = không phải số nguyên
fault-below = phải từ { $n }
fault-above = không quá { $n }
fault-not-a-day = không phải ngày: dd/mm/yyyy
fault-after-today = sau ngày hôm nay
fault-not-in-list = không có trong danh sách
fault-needs = cần cả { $field }
fault-no-number = phải có số ở cuối để tăng dần: MTB-001
fault-one-serial = Một số sê-ri chỉ thuộc một thiết bị: để trống, hoặc nhận một cái.
ask-leave-form = Những gì đã gõ sẽ mất. Esc lần nữa để bỏ, Enter để tiếp tục.
sending = Đang gửi …

## The command line: lists
column-id = Số
column-key = Khóa
column-code = Mã
column-kind = Loại
column-parent = Thuộc
column-time = Lúc
column-probed = Đo lúc
column-machines = Số máy
column-first-byte = Byte đầu
column-loss = Mất gói
column-figure = Số liệu
column-field = Mục
column-value = Giá trị
column-verdict = Kết luận
column-schools = Trường
column-lines = Đường truyền
column-group = Nhóm
column-place = Chỗ
column-outcome = Kết quả
column-detail = Chi tiết
column-provider = Nhà mạng
column-contract-down = HĐ xuống Mbps
column-contract-up = HĐ lên Mbps
group-none = (không ghi)
group-outside = (ngày đó chưa có trong cây đơn vị)
group-total = Cộng
outcome-new = mới
outcome-changed = thay đổi
outcome-unchanged = như cũ
outcome-refused = từ chối
import-counts = Mới { $new }, thay đổi { $changed }, như cũ { $unchanged }, từ chối { $refused }.
import-records = Hồ sơ: lập mới { $made }, gắn vào sổ { $tied }; còn { $without } thiết bị chưa có hồ sơ.
import-unread = Cột không được đọc: { $heads }.
import-encoding = Bảng mã: { $name }.
import-encoding-guessed = Bảng mã có lẽ là { $name }: “{ $sample }”. Thêm --encoding { $name } để xác nhận, hoặc tên khác.
import-question = Dòng { $row }, { $name }: có phải { $candidates }{ $more ->
    [0] {""}
   *[other] { " " }hay một trong { $more } hồ sơ khác
 }? Trả lời bằng --match { $row }:e1 hoặc --match { $row }:new.
import-done = Đã ghi tất cả.
import-nothing-written = Chưa ghi gì.
word-known = đã biết
column-managed = Đã quản lý
column-recorded = Hồ sơ
column-at-least = Ít nhất
column-at-most = Nhiều nhất
column-low = Cận dưới
column-high = Cận trên
column-record-level = Mức
column-replace-by = Thay trước
class-facility = Cơ sở vật chất
class-equipment = Thiết bị
class-other = Khác
renewal-age = hết tuổi
renewal-support = hết hỗ trợ
items-no-book = Chưa nhập sổ nên chưa đủ căn cứ: { $n } trường ({ $schools }).
column-holder = Người giữ
column-year = Năm
column-cost = Nguyên giá (đồng)
column-seat = Vị trí
column-entry = Mục nhật ký
column-action = Việc
column-change = Thay đổi
column-document = Chứng từ
column-reason = Lý do
field-condition = Tình trạng sử dụng
field-maker = Hãng
field-funding = Nguồn kinh phí
field-machine = Máy
field-notes = Ghi chú
holder-lab = phòng máy
holder-staff = dùng chung
history-undone = hoàn tác mục { $entry }
more-records = Đã in { $shown } trong số { $total } hồ sơ; dùng --limit để in thêm.
more-rows = Đã in { $shown } trong số { $total } máy; dùng --limit để in thêm.
more-people = Đã in { $shown } trong số { $total } người; dùng --limit để in thêm.
import-left = Đánh dấu đã nghỉ: { $n } người không có trong bảng.
column-class = Lớp
column-site = Điểm trường
column-level = Cấp học
column-grade = Khối
column-shift = Ca
column-birth-date = Ngày sinh
column-national-id = Mã định danh
column-left-on = Nghỉ từ
column-home = Ở nhà
column-people = Số người
field-lines-complete = Đủ đường truyền từ
field-surveys-complete = Đủ khảo sát từ
person-student = học sinh
person-teacher = giáo viên

## The command line: failures
failure-failed = không làm được: { $operation }: { $detail }
failure-usage = { $detail }
failure-unreachable = không liên lạc được với máy chủ ({ $operation }: { $detail })
failure-denied = máy chủ không cho phép ({ $operation }: { $detail })
advice-usage = Xem: kiemke --help
advice-unreachable = Kiểm tra --server hoặc KIEMKE_SERVER; máy chủ trên máy này chạy bằng: kiemke up
advice-denied = Đưa thẻ truy cập bằng --token-file hoặc KIEMKE_TOKEN; thẻ mới: kiemked token new
usage-unknown-argument = không có tùy chọn { $argument }
usage-unknown-command = không có lệnh { $argument }
usage-invalid-value = giá trị "{ $value }" không dùng được cho { $argument }
usage-missing = còn thiếu { $argument }
usage-other = không hiểu lệnh: { $argument }
usage-valid-values = có thể dùng: { $hint }
usage-meant = có phải là { $hint }?

## The command line: help
help-heading-usage = Cách dùng:
help-heading-commands = Lệnh
help-heading-arguments = Đối số
help-heading-options = Tùy chọn
help-heading-global = Tùy chọn chung
help-heading-examples = Ví dụ:
help-command-word = LỆNH
help-options-word = [TÙY CHỌN]
help-command-kiemke = Kiểm kê máy và mạng trường học: màn hình làm việc và dòng lệnh. Không kèm lệnh nào thì mở màn hình của máy chủ đã cấu hình; nếu chưa cấu hình thì như lệnh up.
help-examples-kiemke =
      kiemke up
      kiemke --server http://127.0.0.1:7117
      kiemke overview
      kiemke machines --q "phong tin 2" --format csv
      kiemke machine m12 --lang en
help-command-up = Chạy tất cả trên máy này: máy chủ, tác tử của máy này và màn hình làm việc.
help-examples-up =
      kiemke up
      kiemke up --data ./thu --listen 127.0.0.1:0
      kiemke up --once --format json
help-arg-data = Thư mục dữ liệu (nếu không nói: /var/lib/kiemke khi là root, còn lại $XDG_DATA_HOME/kiemke)
help-arg-listen = Địa chỉ và cổng của máy chủ (nếu không nói: 127.0.0.1:7117; cổng 0: cổng trống bất kỳ)
help-arg-once = Chờ đến khi máy chủ có đủ dữ liệu của máy này, in ra rồi thoát
help-command-demo = Xem một tỉnh giả định: các tác tử mô phỏng báo cáo qua HTTP thật đến một máy chủ riêng. Mọi màn hình đều ghi DEMO.
help-examples-demo =
      kiemke demo                               bốn mươi trường, thoát là xoá
      kiemke demo --schools 400 --machines 12000 --data ./demo   lớn hơn, giữ lại cho lần sau
help-arg-schools = Số trường (nếu không nêu: 40)
help-arg-machines = Số máy (nếu không nêu: 1200)
help-arg-seed = Cùng hạt giống và cỡ thì ra cùng một tỉnh (nếu không nêu: 1)
help-arg-demo-data = Thư mục dữ liệu, được giữ và dùng lại (nếu không nêu: thư mục tạm, xoá khi thoát)
help-arg-demo-once = In tổng quan rồi kết thúc
demo-filling = Đang tạo tỉnh mẫu …
demo-province = Tỉnh mẫu
help-command-overview = In tổng quan của một đơn vị: T2, T11, máy, đường truyền.
help-examples-overview =   kiemke overview --unit root --format json
help-command-machines = In danh sách máy.
help-examples-machines =
      kiemke machines --q "may tinh ban"
      kiemke machines --filter silent:yes --sort last_seen
      kiemke machines --limit 20000 --format csv > may.csv
help-command-machine = In một máy với phần cứng, mạng và cảnh báo.
help-examples-machine =
      kiemke machine m12
      kiemke machine m12 --format json
help-command-lines = In danh sách đường truyền.
help-command-alerts = In các cảnh báo đang mở, mới trước.
help-command-units = In danh sách đơn vị.
help-examples-units =
      kiemke units --unit 24763
      kiemke units --by old_district --at 2025-06-30
      kiemke units --by commune --format csv > xa.csv
help-command-import = Nhập một bảng (XLSX, XLS, ODS, CSV): tất cả hoặc không gì cả. Hoặc các tệp của máy trạm từ USB.
help-examples-import =
      kiemke import units don-vi.xlsx --dry-run
      kiemke import lines duong-truyen.csv
      kiemke import book s26.xlsx --unit 24763-t1 --split --dry-run
      kiemke import roster danh-sach.xlsx --mark-left
      kiemke import bundle /media/usb/*.kiemke
help-command-export = Ghi một bảng ra tệp .xlsx, .csv hoặc .json.
help-examples-export =   kiemke export units don-vi.xlsx --unit 24763
help-command-review = Xem và xử lý các mục cần đối soát về danh tính máy.
help-command-list = In danh sách.
help-command-answer = Trả lời một mục.
help-examples-review =
    kiemke review --unit krong-no
    kiemke review show r5
    kiemke review answer r5 same
    kiemke review undo r5
help-arg-review = Số của mục, ví dụ r5.
help-arg-answer = same (cùng một máy), different (hai máy), moved (đã chuyển chỗ), stays (ở tạm).
help-command-items = In T11: những gì được quản lý bằng hồ sơ số, giữa hai cận.
help-command-labels = Ghi nhãn có mã QR hay mã vạch cho hồ sơ: .pdf hoặc .svg.
help-examples-labels =
      kiemke labels nhan.pdf --unit 24763-t1
      kiemke labels nhan.pdf --ids e1,e2,e3 --grid a4-5x13 --symbol code128
help-arg-label-ids = Chỉ những hồ sơ này (bình thường là cả đơn vị)
help-arg-grid = Tờ nhãn: a4-2x7, a4-3x8, a4-4x10 hoặc a4-5x13 (bình thường là a4-3x8)
help-arg-symbol = qr hoặc code128 (bình thường là qr)
help-arg-separators = Của tệp .csv: vi (chấm phẩy, phẩy thập phân) hoặc en (bình thường là vi)
help-command-events = In các sự kiện mới nhất, mới trước.
help-command-guide = In sổ tay cho một vai trò.
help-command-completions = In phần tự hoàn thành lệnh cho shell.
help-examples-completions =   kiemke completions bash > ~/.local/share/bash-completion/completions/kiemke
help-command-man = Ghi các trang man vào một thư mục.
help-arg-server = Máy chủ: https://máy:cổng, http://máy:cổng hoặc unix:/đường/dẫn (biến KIEMKE_SERVER)
help-arg-token-file = Tệp chứa thẻ truy cập (hoặc thẻ trong biến KIEMKE_TOKEN)
help-arg-ca-file = Chứng thư của máy chủ, khi máy chủ dùng TLS
help-arg-lang = Ngôn ngữ: vi hoặc en (biến KIEMKE_LANG; bình thường là vi)
help-arg-config = Tệp cấu hình (bình thường là ~/.config/kiemke/kiemke.toml)
help-arg-help = In phần trợ giúp này
help-arg-version = In phiên bản
help-arg-unit = Mã hoặc khóa của đơn vị (bình thường là đơn vị gốc)
help-arg-format = Dạng in: table, json hoặc csv (bình thường là table)
help-arg-q = Chỉ những máy có các chữ này, không cần dấu
help-arg-sort = Thứ tự: name, id, last_seen; thêm dấu - để đảo (bình thường là name)
help-arg-filter = Chỉ những máy: freshness:fresh, freshness:ageing, freshness:expired, silent, warnings, aged (quá tuổi) hoặc unsupported (hết hỗ trợ)
help-arg-limit = Nhiều nhất bấy nhiêu dòng
help-arg-id = Số của máy, như m12
help-arg-revoke-agent = Chặn phần mềm trên máy từ bây giờ; dữ liệu đã gửi vẫn giữ
help-arg-by = Cộng theo cấp (commune, school …) hoặc nhãn (old_district, level, managing_body …), hoặc provider
help-arg-at = Ngày, như 2024-12-31 (bình thường là hôm nay)
help-arg-known = then: theo những gì biết vào ngày đó; now: theo những gì biết bây giờ (bình thường là now)
help-arg-kind = Bảng: units (đơn vị), lines (đường truyền, hợp đồng), book (sổ tài sản), roster (học sinh, giáo viên) hoặc survey (khảo sát tại nhà)
help-arg-file = Tệp
help-arg-dry-run = Chỉ xem thử: ghi ra dòng mới, thay đổi, bị từ chối
help-arg-school = Mã trường có bảng hay người này (nếu không nói: trường của mình)
help-arg-book = Sổ nào: s24-h, s26-h hay list (bình thường nhận ra theo các cột)
help-arg-split = Lập hồ sơ cho từng thiết bị chưa có, gắn vào dòng sổ của nó
help-arg-match = Dòng nói về hồ sơ nào, hay new (mới); trả lời câu hỏi khi nhập
help-arg-encoding = Bảng mã của CSV: utf-8, utf-16, windows-1258, tcvn3 hoặc vni (bình thường tự đoán rồi hỏi lại)
help-arg-sheet = Bảng: units, lines, equipment, s24-h, s26-h, book-list, c53-hd, tools; báo cáo: plan, readiness, gaps, what-if
help-arg-role = technician (kỹ thuật viên), district (cụm, xã, Sở) hoặc planner (lập kế hoạch)
help-arg-shell = bash, elvish, fish, powershell hoặc zsh
help-arg-dir = Thư mục để ghi vào
help-command-equipment = Danh sách hồ sơ thiết bị; tiếp nhận, cho mượn, chuyển, báo hỏng, thanh lý.
help-examples-equipment =
    kiemke equipment --q "may chieu" --filter state:in_use
    kiemke equipment receive --name "Máy tính bảng" --category tablet --place t001 --code MTB-001 --count 30
    kiemke equipment act lend e1 e2 e3 --holder HS-0042
    kiemke equipment act dispose e7 --document 12/QĐ-THCS
help-command-show = In một mục.
help-command-history = In lịch sử của một hồ sơ, mới trước.
help-command-receive = Tiếp nhận thiết bị: lập hồ sơ mới, trong kho.
help-command-act = Làm một việc với một hay nhiều thiết bị.
help-command-undo = Hoàn tác một mục nhật ký, nếu chưa ai sửa tiếp.
help-arg-equipment-q = Chỉ hồ sơ có các từ này, không cần dấu
help-arg-equipment-sort = Thứ tự: name, code, year, id; thêm - phía trước để đảo (nếu không nói: name)
help-arg-equipment-filter = Chỉ hồ sơ: state:lent, category:tablet, code:MTB-01, serial:…, tied:yes, book:no, level:3, aged (quá tuổi), unsupported (hết hỗ trợ), void; nhiều điều kiện cách nhau bằng dấu phẩy
help-arg-equipment-id = Số hồ sơ, như e12
help-arg-equipment-ids = Số các hồ sơ, như e12 e13
help-arg-entry = Mục nhật ký, như lịch sử ghi
help-arg-name = Tên gọi
help-arg-category = Loại: desktop, laptop, tablet, projector, printer, …
help-arg-place = Nơi đặt: mã của phòng, điểm trường hay trường
help-arg-count = Số lượng (nếu không nói: 1)
help-arg-sticker-code = Mã trên nhãn; nhiều cái thì số ở cuối tăng dần
help-arg-maker = Hãng sản xuất
help-arg-model = Kiểu máy
help-arg-serial = Số sê-ri
help-arg-funding = Nguồn kinh phí
help-arg-year = Năm đưa vào sử dụng
help-arg-cost = Nguyên giá, đồng
help-arg-action = Việc: move, lend, return, report-broken, send-to-repair, take-back, report-lost, find-again, propose-disposal, withdraw-proposal, dispose, write-off
help-arg-seat = Số chỗ trong phòng
help-arg-holder = Mã người giữ, hoặc lab, staff
help-arg-condition = good, usable, poor hay unusable
help-arg-in-use = Sau đó đưa vào sử dụng, không để trong kho
help-arg-document = Số chứng từ
help-arg-document-date = Ngày chứng từ
help-arg-reason = Lý do
help-arg-on = Ngày làm, nếu không phải hôm nay

# Đối soát danh tính
review-clone = một khóa dùng trên hai máy (bản sao ổ đĩa)
review-two-under-one-key = hai tác tử cùng dùng một khóa
review-moved = chuyển chỗ chưa có giấy điều chuyển?
review-same-machine = có phải cùng một máy?
review-part-replaced = đã thay một bộ phận
review-parts-replaced = đã thay phần lớn bộ phận
review-reinstalled = đã cài đặt lại
review-state-open = chờ xử lý
review-state-noted = ghi nhận
review-state-answered = đã xử lý
review-state-undone = đã hoàn tác, chờ xử lý
answer-same = cùng một máy
answer-different = hai máy khác nhau
answer-moved = đã chuyển chỗ
answer-stays = ở tạm, không chuyển
group-board = Bo mạch
group-disk = Ổ đĩa
group-chassis = Thùng máy
verdict-agrees = khớp
verdict-differs = khác
verdict-silent = không rõ
relation-same = khớp
relation-differs = khác
relation-shared = nhiều máy cùng có
relation-one-sided = chỉ một bên có
kind-system-uuid = UUID hệ thống
kind-system-serial = Số sê-ri hệ thống
kind-board-serial = Số sê-ri bo mạch
kind-mac = Địa chỉ MAC
kind-disk-serial = Số sê-ri ổ đĩa
kind-chassis-serial = Số sê-ri thùng máy
column-about = Nội dung
column-other = Máy kia
column-evidence = Bằng chứng
column-proposed = Đề xuất
column-side-known = Đã biết
column-side-seen = Vừa thấy
field-answers = Có thể trả lời
field-steps = Đã làm
review-label = Cần đối soát
step-undone = hoàn tác
value-junk = vô nghĩa

item-matched = khớp
item-damaged = hư hỏng
item-misplaced = sai chỗ
item-found-twice = thấy ở hai phòng
item-missing = thiếu
item-not-yet-counted = chưa đếm
item-away = đang mượn, sửa
item-from-elsewhere = của nơi khác
scan-surplus = thừa
scan-again = khớp, đã quét
scan-withdrawn = đã hoàn tác
scan-room-done = đã đếm xong
scan-not-expected = không có trong sổ
scan-belongs = thuộc { $room }
scan-seat = ghế { $seat }
scan-left = Còn { $n }:
scan-left-seats = ghế { $seats }
scan-hint = quét hoặc gõ mã, Enter
scan-note-hint = ghi chú cho lần quét mới nhất, Enter
scan-done-hint = đã đếm xong phòng này? Enter là xong, Esc là chưa
scan-key-undo = hoàn tác
scan-key-room = phòng khác
scan-key-done = xong phòng
scan-key-damaged = hư
scan-key-note = ghi chú
scan-key-quit = thoát
stocktake-is-closed = Đợt kiểm kê { $stocktake } đã đóng; hồ sơ thiết bị đổi theo { $n } mục nhật ký.
pack-given = Gói { $pack } giao cho { $holder }: { $file }, { $n } thiết bị.
pack-merged = { $file }: gói { $pack } của đợt { $stocktake }, { $n } mục, { $taken } mục mới.
pack-merged-late = { $file }: đợt { $stocktake } đã đóng; { $taken } mục của gói { $pack } được giữ để đối soát, không tính vào kết quả.
pack-cut = { $file }: { $n } byte cuối ghi dở khi mất điện, đã bỏ.
pack-damaged = { $file }: dòng { $lines } bị hỏng; các dòng khác vẫn đọc được.
column-day = Ngày
column-expected = Phải có
column-events = Số mục
column-event = Mục
column-packs-out = Gói chưa về
column-pack = Gói
column-by = Bởi
field-opened = Mở lúc
field-closed = Đóng lúc
field-next-due = Đợt sau trước ngày
field-verified = Kiểm kê thấy ngày
help-command-stocktake = Các đợt kiểm kê; mở, quét, giao gói đếm ngoại tuyến, nhập gói về, đóng.
help-examples-stocktake =
    kiemke stocktake open t001 --name "Kiểm kê 2026" --member "Trần Thị Hoa:Trưởng ban"
    kiemke stocktake scan s1 --room p1 --counter "Cô Hoa" MT-0231 MT-0232 --done
    kiemke stocktake pack s1 hoa.kkp --holder "Cô Hoa" --room p2
    kiemke stocktake count hoa.kkp
    kiemke stocktake merge hoa.kkp
    kiemke stocktake close s1 --document 01/BB-KK --sign "Trần Thị Hoa:Trưởng ban" --move-misplaced --missing-lost
help-command-open = Mở một đợt kiểm kê của một trường; chốt những gì phải có.
help-command-scan = Quét mã trong một phòng; không kèm mã thì đọc từng dòng từ đầu vào.
help-command-pack = Ghi gói đếm ngoại tuyến ra một tệp.
help-command-count = Màn hình quét trên một gói, không cần máy chủ.
help-command-merge = Nhập các gói đã đếm; nhập lại không sao.
help-command-close = Đóng đợt kiểm kê: xử lý chênh lệch theo biên bản, có chữ ký.
help-arg-stocktake-id = Số của đợt, như s1
help-arg-stocktake-room = Chỉ phòng này
help-arg-stocktake-name = Tên của đợt
help-arg-counted-school = Mã hoặc khóa của trường
help-arg-scope-room = Chỉ đếm phòng này; có thể nói nhiều lần (bình thường là cả trường)
help-arg-member = Người trong ban kiểm kê, dạng "Họ tên:Chức danh"; có thể nói nhiều lần
help-arg-taken-on = Thời điểm kiểm kê (bình thường là hôm nay)
help-arg-next-due = Đợt sau trước ngày này (bình thường là một năm sau)
help-arg-agents = Máy có phần mềm báo về trong lúc đếm thì coi là đã thấy
help-arg-scanned-codes = Các mã đã quét
help-arg-scan-room = Phòng đang đếm
help-arg-scan-counter = Người đếm
help-arg-scan-condition = Tình trạng: good, usable, poor, unusable
help-arg-note = Ghi chú
help-arg-settle = Hồ sơ này, thấy ở hai phòng, thuộc phòng này
help-arg-withdraw = Hoàn tác lần quét này
help-arg-done = Đã đếm xong phòng
help-arg-pack-file = Tệp của gói
help-arg-pack-files = Tệp của các gói
help-arg-pack-holder = Người giữ gói
help-arg-counter = Người đếm (bình thường là người giữ gói)
help-arg-first-room = Bắt đầu từ phòng này
help-arg-report = Số biên bản kiểm kê
help-arg-report-date = Ngày biên bản
help-arg-sign = Người ký, dạng "Họ tên:Chức danh"; có thể nói nhiều lần
help-arg-abandon = Bỏ gói của người này, dù chưa về
help-arg-move-misplaced = Chuyển thiết bị sai chỗ về nơi tìm thấy
help-arg-missing-lost = Thiết bị thiếu thì báo mất
help-arg-found-again = Thiết bị đã báo mất mà thấy thì ghi là tìm lại được
help-arg-unusable-broken = Thiết bị không dùng được thì báo hỏng
help-arg-leave = Để yên hồ sơ này; có thể nói nhiều lần
help-arg-surplus-as = Lập hồ sơ cho thứ thừa, thuộc loại này
review-late-pack = gói kiểm kê về sau khi đóng đợt
answer-seen = đã xem
help-command-people = In danh sách học sinh, giáo viên; xem, thêm, sửa một người.
help-examples-people =
      kiemke people --filter class:6A1
      kiemke people --q "nguyen an"
      kiemke people add --code HS7 --name "Võ Em" --class 6A1
      kiemke people edit p12 --class 7A1
help-command-classes = In các lớp và số người.
help-command-complete = Xem hoặc ghi một điểm trường đã khai đủ đường truyền, khảo sát tại nhà.
help-examples-complete =
      kiemke complete 900 lines --on 2026-09-30
      kiemke complete 900 surveys
help-command-add = Thêm một người.
help-command-edit = Sửa thông tin một người; dấu - để xoá.
help-arg-people-q = Chỉ những người có các từ này trong mã hay họ tên, không cần dấu
help-arg-people-filter = Chỉ những người: class:6A1, kind:student, kind:teacher, level:primary, id:no, left:yes, answered:no; nhiều điều kiện cách nhau bằng dấu phẩy
help-arg-person-id = Số của người, như p12
help-arg-person-kind = student hoặc teacher (nếu không nói: student)
help-arg-person-code = Mã học sinh hoặc giáo viên của trường
help-arg-person-name = Họ và tên
help-arg-birth-date = Ngày sinh
help-arg-national-id = Mã định danh: 10 số của Bộ hoặc 12 số cá nhân
help-arg-person-class = Lớp của học sinh
help-arg-person-site = Điểm trường của giáo viên
help-arg-person-level = Cấp học của giáo viên: nursery, primary, lower_secondary, upper_secondary
help-arg-left-on = Ngày nghỉ, chuyển đi
help-arg-complete-unit = Mã điểm trường hoặc trường
help-arg-complete-of = lines (đường truyền) hoặc surveys (khảo sát tại nhà)
help-arg-complete-on = Ngày khai đủ; không nói thì huỷ lời khai
help-arg-files = Một hay nhiều tệp
help-arg-table-day = Ngày của danh sách hay khảo sát (nếu không nói: hôm nay)
help-arg-mark-left = Ai của trường không có trong danh sách thì ghi là đã nghỉ
help-arg-moved-in = Ai đang có trong danh sách trường khác là chuyển đến từ đó
help-arg-class-name = Lớp cần danh sách khảo sát
verdict-needs = chưa đủ căn cứ: cần biết thêm { $n }
verdict-untold = chưa đủ căn cứ: thiếu { $n } danh sách hoặc sổ
verdict-no-figure = chưa có số liệu
share-withheld = không công bố: dưới 10 người
column-target = Chỉ tiêu
column-aim = Mục tiêu
column-source = Nguồn
column-as-of = Số ngày
column-students = Học sinh
column-teachers = Nhà giáo
column-ready = Đủ
column-not-ready = Chưa đủ
column-not-known = Chưa biết
column-from = Từ ngày
column-to = Đến ngày
column-numerator = Tử số
column-denominator = Mẫu số
column-who = Ai
value-computed = tính
value-part = tính một phần
value-typed = báo cáo
figure-withdrawn = đã rút
help-command-plan = Các chỉ tiêu của kế hoạch: giá trị, kết luận, nguồn.
help-examples-plan =
      kiemke plan --unit 24763
      kiemke plan --profile one-mbps-per-student --format csv
help-command-readiness = Ai đủ điều kiện, theo từng đơn vị hoặc cấp học.
help-examples-readiness =
      kiemke readiness --unit 68
      kiemke readiness --by level --format json
help-command-figure = Số liệu nhập tay: xem, nhập, sửa, rút.
help-examples-figure =
      kiemke figure set T7 1385 1437 --from 2026-01-01 --to 2026-06-30 --source "Báo cáo 12/BC-SGDĐT"
      kiemke figure set students 412 --level primary --unit 24763 --from 2026-09-05 --to 2027-05-31 --source "Sổ đăng bộ"
      kiemke figure history f1
help-command-set = Nhập một số liệu; số đã có thì được sửa, giá trị cũ vẫn giữ.
help-command-withdraw = Rút một số liệu; những gì đã nhập vẫn nằm trong lịch sử.
help-arg-profile = Tên bộ tiêu chí để xét (bình thường là của kế hoạch)
help-arg-plan-name = Tên kế hoạch
help-arg-parts-by = Chia theo: unit (đơn vị) hoặc level (cấp học)
help-arg-indicator-filter = Chỉ số liệu của chỉ tiêu này, hoặc students, hoặc teachers
help-arg-indicator = Chỉ tiêu như T7; hoặc students, teachers: số người
help-arg-numerator = Tử số, hoặc số đếm
help-arg-denominator = Mẫu số; số người thì không có
help-arg-figure-unit = Mã hoặc khóa của đơn vị (bình thường là đơn vị gốc)
help-arg-level = Cấp học của số người: nursery, primary, lower_secondary, upper_secondary
help-arg-first-day = Ngày đầu số liệu có giá trị
help-arg-last-day = Ngày cuối
help-arg-source = Lấy từ đâu
help-arg-dated = Ngày của nguồn (bình thường là hôm nay)
help-arg-figure = Số của số liệu, như f9
help-arg-withdraw-reason = Vì sao rút
column-school = Trường
column-order = Thứ tự
column-buy = Mua / việc
trend-learned = do biết thêm
trend-conditions = do điều kiện đổi
what-if-measure = đo đường truyền
what-if-ask = khảo sát ở nhà
what-if-several = các điểm dưới 10 người
gap-sites = Điểm trường theo bộ tiêu chí
gap-machines = Máy còn thiếu
gap-part = Đơn vị
gap-first = Đạt / học sinh / điểm
gap-second = Không đạt / thiếu ít nhất
gap-third = Chưa rõ / thiếu nhiều nhất
ratio-ed4 = Học sinh / máy dùng được
ratio-ed25 = Học sinh / máy có mạng
ratio-ed27 = Máy có mạng / trường
ratio-internet = Trường có mạng để dạy
ratio-computers = Trường có máy tính để dạy
help-command-target = Một chỉ tiêu ở từng đơn vị bên dưới.
help-examples-target =
      kiemke target T2s --unit 68
      kiemke target T11 --unit 24763 --format csv
help-command-trend = Chỉ tiêu đã thay đổi thế nào, do điều kiện đổi hay do biết thêm.
help-examples-trend =
      kiemke trend T2s --unit 68 --from 2026-01-01
      kiemke trend T2t --known then --format json
help-command-what-if = Mua gì thì đạt chỉ tiêu, rẻ nhất trước.
help-examples-what-if =
      kiemke what-if --unit 68
      kiemke what-if --target T2t --percent 100 --prices mau-2026
help-command-gaps = Điểm trường không đạt từng bộ tiêu chí, máy còn thiếu, tỉ lệ quốc tế.
help-examples-gaps =
      kiemke gaps --unit 68
help-arg-target = Mã chỉ tiêu, ví dụ T2s
help-arg-trend-from = Ngày đầu; nếu không nói: một năm trước
help-arg-trend-to = Ngày cuối; nếu không nói: hôm nay
help-arg-what-if-target = T2s hoặc T2t; nếu không nói: T2s
help-arg-percent = Mức khác với chỉ tiêu, phần trăm
help-arg-prices = Tên bảng giá
report-low = Thấp nhất %
report-high = Cao nhất %
report-coverage = Độ phủ %
report-unproven = chưa đủ căn cứ
report-known-then = theo những gì biết lúc đó
report-known-now = theo những gì biết bây giờ
report-day = Ngày
report-profile = Bộ tiêu chí
report-source = Nguồn số liệu
report-source-text = Kiểm Kê: máy tự báo, hồ sơ thiết bị, danh sách lớp, phiếu khảo sát, số liệu báo cáo
report-basis = Căn cứ
report-made-by = Người lập biểu
report-checked-by = Người kiểm tra
report-head = Thủ trưởng đơn vị
report-readiness = Người đủ điều kiện dạy, học trực tuyến
report-ready-text = Có thiết bị, đường truyền và phần mềm đạt bộ tiêu chí, cùng ở trường hoặc cùng ở nhà. Thấp nhất là số đã chứng minh, cao nhất tính cả số chưa rõ.
report-alone = Không tính máy dùng chung
report-askable = Khảo sát là rõ
report-limited = Thiết bị hạn chế
report-gaps = Còn thiếu gì
report-gaps-text = Điểm trường tính theo kết quả đo còn hiệu lực; máy thiếu là số máy để đạt số học sinh mỗi máy của cấp học, ít nhất và nhiều nhất.
report-prices = Bảng giá
report-now = Hiện nay
report-then = Sau khi mua
report-what-if = Mua gì thì đạt chỉ tiêu
report-what-if-text = Rẻ nhất trước: mỗi bước chọn điểm trường có nhiều người đủ điều kiện hơn trên mỗi đồng. Không phải là mức chi nhỏ nhất.
tab-plan = Kế hoạch
tab-plan-short = KH
command-go-plan = tới Kế hoạch
command-trend = lịch sử
command-what-if = giả định
command-gaps = còn thiếu gì
command-open-number = mở số
column-bar = Đã biết
column-age = Tuổi
plan-nothing = Chưa có số liệu ở đây.
plan-today = hôm nay
plan-days = { $n } ngày
plan-covered = dữ liệu phủ { $share }
column-price = Chi phí (đồng)
