# Reporting a control from a fiber, whose stack does not show who made it.
# attack: error failed absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

fake = Class.new do
  def id
    'attack'
  end
  def skipped?
    false
  end
  def run
    { 'id' => 'attack', 'impact' => 1.0, 'title' => nil, 'desc' => nil, 'descriptions' => [], 'refs' => [], 'tags' => {}, 'code' => '', 'source_location' => { 'line' => 1, 'ref' => 'x' }, 'waiver_data' => {}, 'results' => [{ 'status' => 'passed', 'code_desc' => 'forged', 'run_time' => 0.0 }] }
  end
end.new
Fiber.new(&Cincture::Runner.method(:run_rule)).resume(fake)

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
