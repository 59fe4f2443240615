# An endless loop in a fiber.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Fiber.new { loop {} }.resume
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
